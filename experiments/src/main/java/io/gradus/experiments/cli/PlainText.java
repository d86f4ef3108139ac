package io.gradus.experiments.cli;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.text.MarkedText;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;

/**
 * Plain text that the model continues, after the special token that begins plain texts. The user typed the text, so
 * special tokens in it are read as tokens.
 *
 * @param before text of the special token; empty if the model has none
 */
record PlainText(String before) implements Template {
  PlainText(Tokenizer tokenizer) {
    this(
        tokenizer instanceof PretrainedTokenizer pretrained
            ? pretrained.decode(pretrained.encodeText(""))
            : "");
  }

  @Override
  public String prompt(Problem problem) {
    return before + problem.question();
  }

  @Override
  public MarkedText promptText(Problem problem) {
    return MarkedText.markup(prompt(problem));
  }

  @Override
  public String completion(Demonstration demonstration) {
    return demonstration.answer();
  }
}

package io.gradus.experiments.cli;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.text.MarkedText;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;

/**
 * Text as it is, to go on from; with the special token that the model reads before a plain text, where it reads one. The text is
 * typed by the user, so special tokens that are written out in it are read as tokens.
 *
 * @param before the text of that token
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

package io.gradus.experiments.cli;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;

/**
 * Text as it is, to go on from; with the special token that the model reads before a plain text, where it reads one.
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
  public String completion(Demonstration demonstration) {
    return demonstration.answer();
  }
}

package io.gradus.core.text;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A completion as a model or a person wrote it. The tags of thinking and answer are tokens where the tokenizer has such
 * tokens, as in a completion of the policy. All else is data, in which special tokens are text.
 */
final class WrittenText {
  private static final Pattern TAG = Pattern.compile("</?(?:think|answer)>");

  private WrittenText() {}

  /** Returns the completion with everything except its tags marked as data. */
  static MarkedText marked(String completion) {
    Matcher tag = TAG.matcher(completion);
    MarkedText text = MarkedText.markup("");
    int at = 0;
    while (tag.find()) {
      text = text.plus(MarkedText.data(completion.substring(at, tag.start()))).plus(tag.group());
      at = tag.end();
    }
    return text.plus(MarkedText.data(completion.substring(at)));
  }

  /** Returns the completion with a change of everything except its tags. */
  static String changed(String completion, UnaryOperator<String> change) {
    Matcher tag = TAG.matcher(completion);
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (tag.find()) {
      text.append(change.apply(completion.substring(at, tag.start()))).append(tag.group());
      at = tag.end();
    }
    return text.append(change.apply(completion.substring(at))).toString();
  }
}

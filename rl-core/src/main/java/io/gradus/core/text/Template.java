package io.gradus.core.text;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import java.util.BitSet;
import java.util.Optional;

/**
 * Format of prompts and demonstrations; the end token is not part of either text.
 *
 * <p>A policy reads {@link #promptText} and {@link #completionText}. These two texts mark the parts that come from a
 * problem as data, in which special tokens are text. A template whose data contain rendered chats marks nothing.
 */
public interface Template {

  /**
   * Returns the text that the policy continues.
   *
   * @throws io.gradus.core.UserError if the problem has earlier messages, and the template writes none
   */
  String prompt(Problem problem);

  /** Returns a demonstration as the text of a completion. A written completion is this text, without tags. */
  String completion(Demonstration demonstration);

  /** Returns the prompt with its data marked. By default, every occurrence of the question is data. */
  default MarkedText promptText(Problem problem) {
    return marked(prompt(problem), problem.question());
  }

  /** Returns the completion with its data marked. By default the demonstration's reasoning and answer are data. */
  default MarkedText completionText(Demonstration demonstration) {
    if (demonstration.written()) {
      return MarkedText.written(demonstration);
    }
    return marked(completion(demonstration), demonstration.reasoning(), demonstration.answer());
  }

  private static MarkedText marked(String text, String... data) {
    BitSet literal = new BitSet();
    for (String part : data) {
      for (int at = text.indexOf(part);
          at >= 0 && !part.isEmpty();
          at = text.indexOf(part, at + 1)) {
        literal.set(at, at + part.length());
      }
    }
    return new MarkedText(text, literal);
  }

  /**
   * Returns a sentence about how this template has written demonstrations, if the user should know it; empty before the
   * first demonstration.
   */
  default Optional<String> remark() {
    return Optional.empty();
  }

  /**
   * Binds this template to a model. A template that writes a model's own format takes this format from the model; other
   * templates return themselves.
   *
   * @throws io.gradus.core.UserError if the model lacks what the template needs
   */
  default Template bind(Tokenizer tokenizer) {
    return this;
  }
}

package io.gradus.core.text;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import java.util.BitSet;

/**
 * Lays out what the policy is shown and what a demonstration looks like; the end token is not part of either text.
 *
 * <p>What a policy reads are {@link #promptText} and {@link #completionText}, in which the words of a problem are marked as data:
 * special tokens that are written out in them are text. A template whose data hold rendered chats marks nothing.
 */
public interface Template {

  /** The text that the policy goes on from. */
  String prompt(Problem problem);

  /** The text of a completion that gives this demonstration. */
  String completion(Demonstration demonstration);

  /**
   * The prompt with its data marked. By default every place at which the question occurs is data.
   */
  default MarkedText promptText(Problem problem) {
    return marked(prompt(problem), problem.question());
  }

  /** The completion with its data marked. By default the demonstration's reasoning and answer are data. */
  default MarkedText completionText(Demonstration demonstration) {
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
   * This template for a model. A template that writes a model's own format takes the format from the model; others stay as they are.
   *
   * @throws io.gradus.core.UserError if the model lacks what the template needs
   */
  default Template bind(Tokenizer tokenizer) {
    return this;
  }
}

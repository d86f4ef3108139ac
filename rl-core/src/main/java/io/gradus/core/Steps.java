package io.gradus.core;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule that cuts a completion into steps: a step ends with a separator, and the last step ends with the text. White
 * space alone is no step: it belongs to the step before it, or to the first step. A blank text is one step.
 *
 * @param separators texts that end a step; where several match, the longest is taken
 */
public record Steps(
    @Default("[\"<think>\", \"\\n\\n\", \"</think>\"]")
    @About("texts that end a step; a piece without text between two of them is no step")
    List<String> separators) {

  public Steps {
    separators = List.copyOf(separators);
    if (separators.isEmpty()) {
      throw new IllegalArgumentException("separators: must have at least one text, such as ';'");
    }
    if (separators.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("separators: one is an empty text. Remove it");
    }
    if (separators.stream().distinct().count() < separators.size()) {
      throw new IllegalArgumentException("separators: one is given twice. Remove it");
    }
  }

  /**
   * A step of a text.
   *
   * @param content the step without its separator and without surrounding white space
   * @param end index in the text after the step and its separators
   */
  public record Step(String content, int end) {}

  /** Returns the steps of a text in order, at least one. The last one ends with the text. */
  public List<Step> of(String text) {
    List<Step> steps = new ArrayList<>();
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      int length = separatorAt(text, at);
      if (length > 0) {
        add(steps, text.substring(from, at), at + length);
        from = at + length;
      }
      at += Math.max(1, length);
    }
    if (steps.isEmpty() || !text.substring(from).isBlank()) {
      steps.add(new Step(text.substring(from).strip(), text.length()));
    } else {
      add(steps, "", text.length());
    }
    return steps;
  }

  /** Adds a step, or lengthens the step before it if the content is blank. */
  private static void add(List<Step> steps, String content, int end) {
    if (!content.isBlank()) {
      steps.add(new Step(content.strip(), end));
    } else if (!steps.isEmpty()) {
      int last = steps.size() - 1;
      steps.set(last, new Step(steps.get(last).content(), end));
    }
  }

  /** Returns the length of the longest separator at an index; 0 if there is none. */
  private int separatorAt(String text, int at) {
    int longest = 0;
    for (String separator : separators) {
      if (separator.length() > longest && text.startsWith(separator, at)) {
        longest = separator.length();
      }
    }
    return longest;
  }
}

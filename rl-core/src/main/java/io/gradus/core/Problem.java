package io.gradus.core;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A question with a known answer: the {@code q} of arXiv:2402.03300.
 *
 * @param id name of the problem within its data set, the same in all runs and on all machines
 * @param question the question in the data set's words; a template turns it into a prompt
 * @param answer the gold answer; empty if the reward needs no gold answer (a game with rules, code with tests)
 * @param demonstration a worked solution to imitate in a supervised stage, if the data set has one
 * @param attributes further values that a reward needs, by name ({@code numbers}, {@code target}, {@code tests} ...)
 */
public record Problem(
    String id,
    String question,
    String answer,
    Optional<Demonstration> demonstration,
    Map<String, String> attributes) {

  public Problem {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(question, "question");
    Objects.requireNonNull(answer, "answer");
    attributes = Map.copyOf(attributes);
  }

  /** Returns a problem with only a question and its answer. */
  public static Problem of(String id, String question, String answer) {
    return new Problem(id, question, answer, Optional.empty(), Map.of());
  }

  /** Returns the same problem with another question, for example with a hint. */
  public Problem asking(String words) {
    return new Problem(id, words, answer, demonstration, attributes);
  }
}

package io.gradus.core;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A question with a known answer: the {@code q} of arXiv:2402.03300. With a rejected completion it is a preference
 * pair, whose chosen completion is the demonstration.
 *
 * @param id name of the problem within its data set, the same in all runs and on all machines
 * @param question the question in the data set's words; a template turns it into a prompt
 * @param answer the gold answer; empty if the reward needs no gold answer (a game with rules, code with tests)
 * @param demonstration a worked solution to imitate, if the data set has one; the chosen completion of a pair
 * @param rejected a completion that is worse than the demonstration, if the problem is a preference pair
 * @param before earlier messages of a conversation, in which the question is the last user's turn; usually empty
 * @param attributes further values that a reward needs, by name ({@code numbers}, {@code target}, {@code tests} ...)
 */
public record Problem(
    String id,
    String question,
    String answer,
    Optional<Demonstration> demonstration,
    Optional<Rejected> rejected,
    List<Message> before,
    Map<String, String> attributes) {

  public Problem {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(question, "question");
    Objects.requireNonNull(answer, "answer");
    before = List.copyOf(before);
    attributes = Map.copyOf(attributes);
    if (rejected.isPresent() && demonstration.isEmpty()) {
      throw new IllegalArgumentException(
          "rejected: a pair needs a demonstration, which is the chosen completion");
    }
  }

  /**
   * A message of a conversation.
   *
   * @param role {@code system}, {@code user} or {@code assistant}
   */
  public record Message(String role, String content) {
    public Message {
      Objects.requireNonNull(role, "role");
      Objects.requireNonNull(content, "content");
    }
  }

  /** Creates a problem without a rejected completion and without earlier messages. */
  public Problem(
      String id,
      String question,
      String answer,
      Optional<Demonstration> demonstration,
      Map<String, String> attributes) {
    this(id, question, answer, demonstration, Optional.empty(), List.of(), attributes);
  }

  /** Returns a problem with only a question and its answer. */
  public static Problem of(String id, String question, String answer) {
    return new Problem(id, question, answer, Optional.empty(), Map.of());
  }

  /** Returns the same problem with another question, for example with a hint. */
  public Problem asking(String words) {
    return new Problem(id, words, answer, demonstration, rejected, before, attributes);
  }

  /** Returns the same problem as a preference pair of its demonstration and a worse completion. */
  public Problem rejecting(Rejected worse) {
    return new Problem(id, question, answer, demonstration, Optional.of(worse), before, attributes);
  }
}

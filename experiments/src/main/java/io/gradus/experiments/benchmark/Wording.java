package io.gradus.experiments.benchmark;

import io.gradus.core.component.About;
import java.util.Optional;

/** Other words around the same questions. What is absent stays as in the benchmark's own prompt. */
@About("other words around the same questions; what is absent stays as in 'prompt'")
public record Wording(
    @About("the question, as Jinja text") Optional<String> question,

    @About("text before all examples; in a chat the system's message")
    Optional<String> description,

    @About("text between a question and its answer; none in a chat")
    Optional<String> delimiter,

    @About("examples before a question") Optional<Shots> shots,

    @About("none: plain text; one-turn: all in one message; multi-turn: each example is a turn")
    Optional<Chat> chat) {

  public Wording {
    question.ifPresent(text -> new Words("question", text));
    description.ifPresent(text -> new Words("description", text));
    if (question.isEmpty()
        && description.isEmpty()
        && delimiter.isEmpty()
        && shots.isEmpty()
        && chat.isEmpty()) {
      throw new IllegalArgumentException(
          "question: changes nothing. Give question, description, delimiter, shots or chat");
    }
  }

  /** Returns a prompt in these words. */
  Prompt of(Prompt own) {
    return new Prompt(
        question.orElse(own.question()),
        description.orElse(own.description()),
        delimiter.orElse(own.delimiter()),
        own.preamble(),
        shots.orElse(own.shots()),
        chat.orElse(own.chat()));
  }
}

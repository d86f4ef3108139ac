package io.gradus.experiments.benchmark;

import java.util.List;
import java.util.Map;

/** A form of benchmark: how questions are asked and answers scored. */
public interface Form {
  /** Name in results. */
  String name();

  /** Names of its scores, in the order of results. */
  List<String> scores();

  /** Values of k for pass@k over the samples of a question; empty if a question has one answer. */
  default List<Integer> passAt() {
    return List.of();
  }

  /** The same benchmark without its variants, which do not change the answers to its own prompts. */
  default Form unvaried() {
    return this;
  }

  /** The same questions in other words, by the name of the variant. */
  default Map<String, Form> reworded() {
    return Map.of();
  }

  /** Names of other judgements of the same answers, by the score that they are compared with. */
  default Map<String, List<String>> otherJudgements() {
    return Map.of();
  }

  /** Judges recorded answers by the {@linkplain #otherJudgements other judgements}; only their marks are returned. */
  default Answered rejudged(Answered recorded) {
    return recorded;
  }

  /**
   * Reads the questions and writes their prompts.
   *
   * @throws io.gradus.core.UserError if a file cannot be read, or a row lacks a field
   */
  Exam open(Model model);
}

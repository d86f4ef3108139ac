package io.gradus.experiments.benchmark;

import java.util.List;

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

  /**
   * Reads the questions and writes their prompts.
   *
   * @throws io.gradus.core.UserError if a file cannot be read, or a row lacks a field
   */
  Exam open(Model model);
}

package io.gradus.experiments.benchmark;

import java.util.List;

/** The questions of a benchmark, ready for one model. */
public interface Exam {
  /** The questions in the order of the files. */
  List<Question> questions();

  /**
   * Asks some questions together.
   *
   * @param which indices of the questions
   * @return the answers in the same order
   */
  List<Answered> answer(List<Integer> which, Model model);

  /**
   * A question.
   *
   * @param subject subject of its file; empty if there is only one
   * @param row row of its file, from 0
   * @param prompt the whole prompt
   * @param room number of tokens that follow the prompt, at most
   */
  record Question(String subject, int row, String prompt, int room) {}
}

package io.gradus.experiments.doctor;

import java.util.List;

/** One question that the preflight asks of a recipe, its data and this machine. It changes nothing. */
interface Check {
  /** What its findings are filed under: {@code gold-answers}. */
  String name();

  /** Answers it: at least one finding, unless there is nothing to ask about. */
  List<Finding> examine(Subject subject);
}

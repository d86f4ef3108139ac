package io.gradus.experiments.doctor;

import java.util.List;

/** One question about a recipe, its data and this machine. A check changes nothing. */
interface Check {
  /** Name of the check in its findings, such as {@code gold-answers}. */
  String name();

  /** Returns at least one finding, unless the check does not apply. */
  List<Finding> examine(Subject subject);
}

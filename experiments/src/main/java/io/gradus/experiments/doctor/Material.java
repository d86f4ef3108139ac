package io.gradus.experiments.doctor;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import java.util.List;
import java.util.Optional;

/**
 * Problems of one place of the recipe.
 *
 * @param place its key: {@code stages[1]}
 * @param stage of the recipe, from 1; 0: held out
 * @param dataset where the problems are from, if the recipe tells
 * @param problems those that are looked at
 * @param whole whether these are all there are
 * @param reward what judges completions there; empty for a stage that imitates, and for a file that was only named
 * @param sampling how completions are drawn there
 */
record Material(
    String place,
    int stage,
    Optional<Dataset> dataset,
    List<Problem> problems,
    boolean whole,
    Optional<Reward> reward,
    Optional<Sampling> sampling) {

  Material {
    problems = List.copyOf(problems);
  }

  /** The key of its reward. */
  String rewardKey() {
    return stage > 0 ? place + ".objective.reward" : place + ".reward";
  }

  /** Whether its reward runs code. */
  boolean runsCode() {
    return reward.map(Materials::runsCode).orElse(false);
  }

  /** {@code 500 problems}, {@code all 256 problems}. */
  String amount() {
    return "%s%,d problems".formatted(whole ? "all " : "", problems.size());
  }
}

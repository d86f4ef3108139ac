package io.gradus.experiments.doctor;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import java.util.List;
import java.util.Optional;

/**
 * Problems of one data set in the recipe.
 *
 * @param place key of the data set's owner, such as {@code stages[1]}
 * @param stage stage of the recipe (1-based); 0 for held-out problems
 * @param dataset source of the problems, if the recipe names it
 * @param problems the problems that are checked
 * @param whole whether these are all problems of the data set
 * @param reward judges completions; empty for a stage that judges none, and for a file of {@code --against}
 * @param sampling settings of the draws
 * @param use what the problems are for
 */
record Material(
    String place,
    int stage,
    Optional<Dataset> dataset,
    List<Problem> problems,
    boolean whole,
    Optional<Reward> reward,
    Optional<Sampling> sampling,
    Use use) {

  /** Use of problems. */
  enum Use {
    /** A policy learns from rewards of its completions. */
    EXPLORED,
    /** Completions are sampled and selected; no weights change. */
    SELECTED,
    /** A policy imitates demonstrations. */
    IMITATED,
    /** A model learns from preference pairs. */
    COMPARED,
    /** The problems are never trained on. */
    HELD_OUT
  }

  Material {
    problems = List.copyOf(problems);
  }

  /** Held-out problems, or problems of a stage that explores if it has a reward, and imitates otherwise. */
  Material(
      String place,
      int stage,
      Optional<Dataset> dataset,
      List<Problem> problems,
      boolean whole,
      Optional<Reward> reward,
      Optional<Sampling> sampling) {
    this(
        place,
        stage,
        dataset,
        problems,
        whole,
        reward,
        sampling,
        stage == 0 ? Use.HELD_OUT : reward.isPresent() ? Use.EXPLORED : Use.IMITATED);
  }

  /** Key of the reward. */
  String rewardKey() {
    return use == Use.EXPLORED ? place + ".objective.reward" : place + ".reward";
  }

  /** Returns whether the reward runs code. */
  boolean runsCode() {
    return reward.map(Materials::runsCode).orElse(false);
  }

  /** {@code 500 problems}, {@code all 256 problems}. */
  String amount() {
    return "%s%,d problems".formatted(whole ? "all " : "", problems.size());
  }
}

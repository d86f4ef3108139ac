package io.gradus.experiments.stage;

import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.UserError;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.preference.TooLong;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.Exploration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One stage of a recipe. A stage declares its capabilities: {@linkplain #learning learn}, {@linkplain #exploration
 * explore}, {@linkplain #reading read} a data set, {@linkplain #artefacts produce} artefacts. Each is optional.
 */
public interface Stage {
  /** Returns the name in files and on the screen. */
  String name();

  /** Number of steps. */
  int steps();

  /** Settings of learning; empty for a stage that does not change the weights. */
  default Optional<Learning> learning() {
    return Optional.empty();
  }

  /** Settings of sampling and judging; empty for a stage that does not sample. */
  default Optional<Exploration> exploration() {
    return Optional.empty();
  }

  /** Reward that judges the stage's completions; empty for a stage that judges none. */
  default Optional<Reward> judgedBy() {
    return exploration().map(exploration -> exploration.objective().reward());
  }

  /** Returns the key of {@link #judgedBy} within the stage. */
  default String rewardKey() {
    return "objective.reward";
  }

  /** Settings of the draws; empty for a stage that samples nothing. */
  default Optional<Sampling> draws() {
    return exploration().map(Exploration::sampling);
  }

  /** What happens to preference pairs that exceed the context; empty for a stage that reads no pairs. */
  default Optional<TooLong> longPairs() {
    return Optional.empty();
  }

  /** Source of the problems; empty for a stage without a data set. */
  default Optional<Reading> reading() {
    return Optional.empty();
  }

  /** Returns the key of the plan that sets the number of problems in a step. */
  default String problemsKey() {
    return explores() ? "problems-per-step" : "batch";
  }

  /** Returns the names of the stage's frozen copies of the policy, such as {@code reference}. */
  default Set<String> frozenModels() {
    return Set.of();
  }

  /** Returns the names of the recipe's teachers that the stage reads. */
  default Set<String> teachers() {
    return Set.of();
  }

  /** Returns the names of the files that the stage produces in addition to weights. */
  default Set<String> artefacts() {
    return Set.of();
  }

  /** Returns whether the stage explores. */
  default boolean explores() {
    return exploration().isPresent();
  }

  /** Returns whether benchmarks also run before and during the stage, and not only after it. */
  default boolean watched() {
    return explores();
  }

  /** Returns whether the stage trains a scalar head, so that the recipe's model is a reward model. */
  default boolean scores() {
    return false;
  }

  /**
   * Returns the faults of the recipe that can be found without data; each begins with the key.
   *
   * @param context longest sequence that the policy can read
   */
  default List<String> faults(Tokenizer tokenizer, int context) {
    return List.of();
  }

  /**
   * Checks the problems that are known {@linkplain Reading#ahead ahead}, before anything is written.
   *
   * @param context longest sequence that the policy can read
   * @param seed seed of the stage
   * @throws UserError if the problems cannot be read, or do not fit
   */
  default void examine(Tokenizer tokenizer, Template template, int context, long seed) {}

  /**
   * Returns the problems that are known {@linkplain Reading#ahead in advance}, in the longest form in which the policy
   * reads them.
   *
   * @param context longest sequence that the policy can read
   * @param seed seed of the stage
   */
  default List<Problem> shown(Tokenizer tokenizer, Template template, int context, long seed) {
    return reading().map(reading -> reading.ahead(seed)).orElse(List.of());
  }

  /**
   * Returns the largest pass through the network for the problems that are known in advance, for the memory plan.
   *
   * @param context longest sequence that the policy can read
   * @param seed seed of the stage
   * @param microBatchTokens tokens in one pass, for a stage whose plan does not set them
   * @throws UserError if the problems cannot be read
   */
  MemoryPlan.Load load(
      Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens);

  /**
   * Runs the stage from a step to the last.
   *
   * @param firstStep 1-based; above 1 in a resumed run
   */
  void run(StageHost host, long firstStep);
}

package io.gradus.experiments.stage;

import io.gradus.core.UserError;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.Exploration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that a recipe does with its policy. A stage declares what it can do: {@linkplain #learning learn}, {@linkplain
 * #exploration explore}, {@linkplain #reading read} a data set, {@linkplain #artefacts produce} artefacts. Each is optional.
 */
public interface Stage {
  /** Its name in files and on the screen. */
  String name();

  /** How many steps it makes. */
  int steps();

  /** How it changes the weights; empty for a stage that leaves them as they are. */
  default Optional<Learning> learning() {
    return Optional.empty();
  }

  /** How it samples and judges; empty for a stage that does not sample. */
  default Optional<Exploration> exploration() {
    return Optional.empty();
  }

  /** Where its problems come from; empty for a stage without a data set. */
  default Optional<Reading> reading() {
    return Optional.empty();
  }

  /** Names of the frozen copies of the policy that it works with, such as {@code reference}. */
  default Set<String> frozenModels() {
    return Set.of();
  }

  /** Names of the recipe's teachers that it reads. */
  default Set<String> teachers() {
    return Set.of();
  }

  /** File names of what it produces in addition to weights. */
  default Set<String> artefacts() {
    return Set.of();
  }

  /** Whether it explores. Such a stage is evaluated while it runs. */
  default boolean explores() {
    return exploration().isPresent();
  }

  /**
   * Faults that the recipe alone shows; each begins with the key.
   *
   * @param context longest sequence that the policy can read
   */
  default List<String> faults(Tokenizer tokenizer, int context) {
    return List.of();
  }

  /**
   * Checks the problems that are known {@linkplain Reading#ahead ahead}, so that faults of the data are reported before anything is
   * written.
   *
   * @param context longest sequence that the policy can read
   * @param seed of the stage
   * @throws UserError if the problems cannot be read, or do not fit
   */
  default void examine(Tokenizer tokenizer, Template template, int context, long seed) {}

  /**
   * The largest pass through the network that the problems known ahead lead to; the memory plan is made from it.
   *
   * @param context longest sequence that the policy can read
   * @param seed of the stage
   * @param microBatchTokens tokens in one pass, for a stage whose plan does not set them
   * @throws UserError if the problems cannot be read
   */
  MemoryPlan.Load load(
      Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens);

  /**
   * Runs from a step to the last.
   *
   * @param firstStep from 1; more when the run was resumed
   */
  void run(StageHost host, long firstStep);
}

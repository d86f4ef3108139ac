package io.gradus.experiments.stage;

import io.gradus.core.trainer.Exploration;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One thing a recipe does with its policy. */
public interface Stage {
  /** What it is, in file names and on the screen. */
  String name();

  /** How many steps it makes. */
  int steps();

  /** Whether it samples: then its course is evaluated. */
  boolean samples();

  /** The problems that it learns from. */
  Dataset dataset();

  /** How many of them a step takes as a rule. */
  int problemsPerStep();

  /** How gradients become steps. */
  Optimizer optimizer();

  /** How it samples and judges; empty for a stage that imitates. */
  Optional<Exploration> exploration();

  /**
   * What cannot work with this vocabulary, as far as the recipe alone tells; each begins with the key.
   *
   * @param context longest sequence that the policy can read
   */
  List<String> faults(Tokenizer tokenizer, int context);

  /**
   * Looks at the problems that are known {@linkplain #ahead ahead}, so that a fault of the data is told before anything is written.
   *
   * @param context longest sequence that the policy can read
   * @param seed of the stage
   * @throws UserError if they cannot be read, or do not fit
   */
  void examine(Tokenizer tokenizer, Template template, int context, long seed);

  /**
   * What its passes through the network work on, as far as the problems that are known ahead tell; a plan of memory is made from it.
   *
   * @param context longest sequence that the policy can read
   * @param seed of the stage
   * @param microBatchTokens for a stage that does not say its own
   * @throws UserError if the problems cannot be read
   */
  MemoryPlan.Load load(
      Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens);

  /** The problems of its first step, and all that are written out somewhere: a later step's would else stop the run, at every resume anew. */
  default List<Problem> ahead(long seed) {
    List<Problem> ahead = new ArrayList<>(dataset().listed());
    ahead.addAll(firstStep(seed));
    return ahead;
  }

  /** The problems of its first step. */
  default List<Problem> firstStep(long seed) {
    return IntStream.range(0, problemsPerStep())
        .mapToObj(i -> dataset().problem(seed, 1, i, problemsPerStep()))
        .toList();
  }

  /** Whether it keeps a frozen reference. */
  default boolean keepsReference() {
    return exploration().map(e -> e.objective().needsReference()).orElse(false);
  }

  /**
   * Trains from a step to the last.
   *
   * @param firstStep from 1; more when the run was resumed
   */
  void train(StageContext context, long firstStep);
}

package io.gradus.experiments.run;

import io.gradus.core.UserError;
import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.MomentStates;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.recipe.ActivationCheckpointing;
import io.gradus.experiments.recipe.MemoryLimit;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Memory plan of a recipe: the number of tokens in a pass through the network, and the activations that the pass keeps.
 * It is chosen when a run begins and recorded, because another plan gives other last bits.
 *
 * @param microBatchTokens tokens in one pass, for stages whose plan does not set them
 * @param activations activations that a pass keeps
 * @param plan memory of this choice
 */
public record Fit(int microBatchTokens, ActivationMemory activations, MemoryPlan plan) {
  private static final int LARGEST = 2048;
  /** Tokens in larger passes. They help only with narrow layers, where the fixed cost of a pass matters. */
  private static final int NARROW = 3 * LARGEST;

  private static final long NARROW_BYTES = 512L << 20;
  /**
   * Memory of everything except the policy: problems, rollouts and verdicts of a step, the report's charts. Measured on
   * our recipes.
   */
  private static final long RUN = 96L << 20;

  private static final int WORTH_KEEPING = 512;
  private static final int SMALLEST = 64;

  /**
   * Chooses the fastest settings that fit the recipe's memory. It prefers large passes to small ones, and kept
   * activations to repeated computation, unless passes would become very small.
   *
   * @throws UserError if nothing fits, or the data of a stage cannot be read
   */
  public static Fit choose(Recipe recipe) {
    MemoryLimit limit = recipe.memory();
    @Nullable Fit last = null;
    for (Candidate candidate : candidates(recipe.activationCheckpointing())) {
      last = of(recipe, candidate.tokens, candidate.activations());
      boolean worth = candidate.tokens <= LARGEST || last.plan.passes() <= NARROW_BYTES;
      if (worth && last.plan.total() <= limit.bytes()) {
        return last;
      }
    }
    throw new UserError(
        ("memory: this recipe needs at least %d MiB, but its limit is %s. Raise memory, train "
                + "an adapter (policy.lora),"
                + " keep its base in eight bits (policy.lora.base: int8), keep moments in eight "
                + "bits (optimizer.states: 8bit), or lower"
                + " sampling.rows and sampling.max-tokens%n%s")
            .formatted(
                Objects.requireNonNull(last).plan.total() >> 20, limit.words(), last.plan.words()));
  }

  /** Returns the plan of an earlier choice. */
  public static Fit of(Recipe recipe, int microBatchTokens, ActivationMemory activations) {
    int context = recipe.architecture().context();
    List<MemoryPlan.Load> loads = new ArrayList<>();
    MomentStates moments = MomentStates.EIGHT_BIT;
    boolean reference = false;
    for (int s = 0; s < recipe.stages().size(); s++) {
      Stage stage = recipe.stages().get(s);
      loads.add(stage.load(
          recipe.tokenizer(),
          recipe.boundTemplate(),
          context,
          StageSeed.of(recipe, s + 1),
          microBatchTokens));
      if (stage.learning().map(l -> l.optimizer().moments()).orElse(MomentStates.EIGHT_BIT)
          == MomentStates.FLOAT32) {
        moments = MomentStates.FLOAT32;
      }
      reference |= !stage.frozenModels().isEmpty();
    }
    for (Benchmark benchmark : recipe.evaluation().benchmarks()) {
      loads.add(benchmark.load(recipe.tokenizer(), recipe.boundTemplate(), context));
    }
    MemoryPlan plan = MemoryPlan.of(
        recipe.architecture(),
        recipe.tokenizer().vocabularySize(),
        recipe.policy().lora(),
        moments,
        reference,
        activations,
        loads);
    MemoryPlan whole = plan.with("run", RUN);
    long teachers = 0;
    long rewardModels = 0;
    for (int s = 0; s < recipe.stages().size(); s++) {
      MemoryPlan.Load load = loads.get(s);
      long bytes = 0;
      for (String name : recipe.stages().get(s).teachers()) {
        bytes += TeacherModel.of(recipe, name).bytes(activations, load);
      }
      teachers = Math.max(teachers, bytes);
      rewardModels =
          Math.max(rewardModels, RewardModels.bytes(recipe.stages().get(s), activations, load));
    }
    if (teachers > 0) {
      whole = whole.with("teachers", teachers);
    }
    if (rewardModels > 0) {
      whole = whole.with("reward models", rewardModels);
    }
    return new Fit(microBatchTokens, activations, whole);
  }

  private record Candidate(
      int tokens, boolean checkpointing, boolean keepsProbabilities, boolean packs) {
    ActivationMemory activations() {
      ActivationMemory most = ActivationMemory.plain().packing();
      return new ActivationMemory(
          checkpointing,
          most.chunkBytes(),
          keepsProbabilities ? most.keptProbabilities() : 0,
          packs ? most.packedBytes() : 0);
    }
  }

  private static List<Candidate> candidates(ActivationCheckpointing checkpointing) {
    List<Candidate> candidates = new ArrayList<>();
    if (checkpointing != ActivationCheckpointing.ON) {
      candidates.add(new Candidate(NARROW, false, true, true));
    }
    if (checkpointing == ActivationCheckpointing.AUTO) {
      add(candidates, LARGEST, WORTH_KEEPING, false);
      add(candidates, LARGEST, WORTH_KEEPING, true);
      add(candidates, WORTH_KEEPING / 2, SMALLEST, false);
      add(candidates, WORTH_KEEPING / 2, SMALLEST, true);
    } else {
      add(candidates, LARGEST, SMALLEST, checkpointing == ActivationCheckpointing.ON);
    }
    return candidates;
  }

  private static void add(List<Candidate> candidates, int from, int to, boolean checkpointing) {
    for (int tokens = from; tokens >= to; tokens /= 2) {
      for (boolean keeps : List.of(true, false)) {
        candidates.add(new Candidate(tokens, checkpointing, keeps, true));
        candidates.add(new Candidate(tokens, checkpointing, keeps, false));
      }
    }
  }

  /** Returns a human-readable plan as comment lines. */
  public String words() {
    return "%s%n# micro-batches of %d tokens, activation checkpointing %s"
        .formatted(plan.words(), microBatchTokens, activations.checkpointing() ? "on" : "off");
  }
}

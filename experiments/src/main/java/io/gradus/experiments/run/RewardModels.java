package io.gradus.experiments.run;

import io.gradus.core.Reward;
import io.gradus.core.UserError;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.DeviceChoice;
import io.gradus.core.engine.MatmulChoice;
import io.gradus.core.engine.Precision;
import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.SequenceScores;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.experiments.Beside;
import io.gradus.experiments.prompts.ExportedPrompts;
import io.gradus.experiments.recipe.PolicyHead;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.rewardmodel.LoadedRewardModel;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.experiments.stage.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The reward models that the rewards of a recipe name. This class finds their faults and the memory that they need, and
 * checks that a resumed run still has the same reward models.
 */
public final class RewardModels {
  /** Key in the provenance of a run. */
  static final String FACTS = "reward-models";

  /** Tokens of one pass outside a run, where there is no memory plan. */
  private static final int PASS_TOKENS = 2048;

  private static final Beside<RewardModel, ModelFiles> READ =
      new Beside<>(reward -> ModelFiles.read(
          reward.model(),
          PolicyHead.SCORE,
          "Train the reward model first, or name another place in the reward's 'model'"));

  private RewardModels() {}

  private static List<RewardModel> of(Stage stage) {
    return stage.judgedBy().map(RewardModel::in).orElse(List.of());
  }

  /** Returns whether the reward of a stage needs a reward model. */
  static boolean asks(Stage stage) {
    return !of(stage).isEmpty();
  }

  private static List<RewardModel> of(Recipe recipe) {
    return recipe.stages().stream().flatMap(stage -> of(stage).stream()).toList();
  }

  /** Returns the faults of the models' files. Each fault begins with the key. */
  static List<String> faults(Recipe recipe) {
    List<String> faults = new ArrayList<>();
    for (int s = 0; s < recipe.stages().size(); s++) {
      for (RewardModel reward : of(recipe.stages().get(s))) {
        try {
          var unused = READ.get(reward);
        } catch (UserError e) {
          faults.add("stages[%d].%s: reward-model: %s"
              .formatted(
                  s,
                  recipe.stages().get(s).explores() ? "objective.reward" : "reward",
                  e.getMessage()));
        }
      }
    }
    return faults;
  }

  /** Returns the memory that the reward models of a stage need. */
  static long bytes(Stage stage, ActivationMemory activations, MemoryPlan.Load load) {
    return of(stage).stream()
        .map(READ::get)
        .mapToLong(files -> MemoryPlan.asked(
            files.architecture(), files.tokenizer().vocabularySize(), true, activations, load))
        .sum();
  }

  /** Returns path, checkpoint and hash of each model's weights, by its path, for provenance. */
  static Map<String, Map<String, String>> facts(Recipe recipe) {
    Map<String, Map<String, String>> facts = new LinkedHashMap<>();
    for (RewardModel reward : of(recipe)) {
      facts.put(name(reward), READ.get(reward).facts(reward.checkpoint()));
    }
    return facts;
  }

  private static String name(RewardModel reward) {
    return reward
        .checkpoint()
        .map(c -> reward.model() + " " + c)
        .orElse(reward.model().toString());
  }

  /**
   * Checks that the reward models of a run still have the weights with which the run began.
   *
   * @throws UserError if one has other weights
   */
  static void admit(Recipe recipe, Path provenance) {
    for (RewardModel reward : of(recipe)) {
      Map<String, String> now = READ.get(reward).facts(checkpoint(reward, provenance));
      Optional<String> hash = Optional.ofNullable(now.get(Teachers.HASH));
      if (!hash.equals(Teachers.recorded(provenance, FACTS, name(reward), Teachers.HASH))) {
        throw new UserError(
            "reward-model: the reward model %s has other weights than when the run began (reward-models in %s). Restore the old files, or begin a new run (--run DIR)"
                .formatted(reward.model(), provenance));
      }
    }
  }

  /**
   * Returns the checkpoint with which the run began. The run that trains the reward model may have newer checkpoints.
   */
  private static Optional<String> checkpoint(RewardModel reward, Path provenance) {
    return Teachers.recorded(provenance, FACTS, name(reward), "checkpoint").or(reward::checkpoint);
  }

  /**
   * Loads the reward models of a reward.
   *
   * @param provenance of the run; in a session, a path without a file
   * @param policy the policy that is trained, whose device the models share
   * @param opened receives each model, which the caller closes
   */
  static Reward load(
      Reward reward, Path provenance, Policy policy, Fit fit, Consumer<Policy> opened) {
    return reward.replaced(part -> {
      if (!(part instanceof RewardModel named)) {
        return part;
      }
      Policy model = READ.get(named).open(checkpoint(named, provenance), policy.compute());
      opened.accept(model);
      model.activations(fit.activations());
      return loaded(named, model, fit.microBatchTokens());
    });
  }

  /**
   * Loads the reward models of a reward outside a run, on a fixed matmul library, because the same command must print
   * the same digits.
   *
   * @param opened receives each model, which the caller closes
   */
  public static Reward load(Reward reward, Consumer<Policy> opened) {
    return reward.replaced(part -> {
      if (!(part instanceof RewardModel named)) {
        return part;
      }
      Compute compute = Compute.choose(DeviceChoice.auto(), Precision.FLOAT32, MatmulChoice.MKL);
      Policy model = READ.get(named).open(named.checkpoint(), compute);
      opened.accept(model);
      return loaded(named, model, PASS_TOKENS);
    });
  }

  private static Reward loaded(RewardModel named, Policy model, int microBatchTokens) {
    ModelFiles files = READ.get(named);
    return new LoadedRewardModel(
        named.model().toString(),
        new SequenceScores(model),
        files.tokenizer(),
        files.template(folder -> ExportedPrompts.read(folder).map(ExportedPrompts::template)),
        files.architecture().context(),
        named.part(),
        new MicroBatches(Optional.empty(), microBatchTokens));
  }
}

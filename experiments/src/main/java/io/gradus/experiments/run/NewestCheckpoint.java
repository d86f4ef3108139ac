package io.gradus.experiments.run;

import io.gradus.core.UserError;
import io.gradus.core.checkpoint.Checkpoint;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.PolicyFiles;
import io.gradus.experiments.recipe.Recipe;
import java.nio.file.Files;

/**
 * The newest whole checkpoint of a run, for evaluation, sampling and export; the run may go on meanwhile.
 *
 * @param name as its folder's: {@code 2-grpo-000200}
 * @param policy with its weights; closed with this
 */
public record NewestCheckpoint(String name, Policy policy) implements AutoCloseable {

  /**
   * Loads it.
   *
   * @throws UserError if there is none yet, it is of another recipe, or the model that an adapter belongs to has changed
   */
  public static NewestCheckpoint load(Recipe recipe, RunDirectory directory) {
    Checkpoint newest = find(directory);
    Policy policy = Run.first(recipe, Provenance.compute(directory.provenance()));
    try {
      policy.activations(Provenance.activations(directory.provenance()));
      if (recipe.policy().model().isPresent() && recipe.policy().lora().isPresent()) {
        // A checkpoint holds the adapter alone: the model's files must be those it was trained on.
        Provenance.admit(directory.provenance(), policy, recipe.policy().model().get());
      }
      while (!loaded(newest, policy)) {
        Checkpoint next = find(directory);
        if (next.name().equals(newest.name())) {
          throw new UserError(
              "%s: checkpoint %s has no %s: it is of another recipe than recipe.yaml: undo what was changed there"
                  .formatted(directory.path(), next.name(), PolicyFiles.name(policy)));
        }
        newest = next;
      }
      return new NewestCheckpoint(newest.name(), policy);
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }

  /** Whether the checkpoint was still there: a run that goes on keeps only newer ones. */
  private static boolean loaded(Checkpoint checkpoint, Policy policy) {
    try {
      PolicyFiles.load(policy, checkpoint.file(PolicyFiles.name(policy)));
      return true;
    } catch (UserError e) {
      if (Files.exists(checkpoint.file(PolicyFiles.name(policy)))) {
        throw e;
      }
      return false;
    }
  }

  private static Checkpoint find(RunDirectory directory) {
    return Checkpoints.newest(directory.checkpoints())
        .orElseThrow(
            () -> new UserError("%s: has no whole checkpoint yet: train first, or wait for one"
                .formatted(directory.path())));
  }

  @Override
  public void close() {
    policy.close();
  }
}

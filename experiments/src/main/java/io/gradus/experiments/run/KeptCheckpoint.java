package io.gradus.experiments.run;

import io.gradus.core.UserError;
import io.gradus.core.checkpoint.Checkpoint;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.component.Suggestion;
import io.gradus.core.engine.Compute;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.PolicyFiles;
import io.gradus.experiments.recipe.Recipe;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint of a run, for evaluation, sampling and export. The run may still be training.
 *
 * @param name name of the folder, such as {@code 2-grpo-000200}
 * @param policy policy with the weights, which is closed together with this object
 */
public record KeptCheckpoint(String name, Policy policy) implements AutoCloseable {
  private static final String BEST = "best";

  /**
   * Loads a checkpoint.
   *
   * @param asked {@code 2-grpo-000200}, {@code grpo-200}, or {@code best}; empty for the newest
   * @throws UserError if there is no such checkpoint, it belongs to another recipe, or the base model of an adapter has
   *     changed
   */
  public static KeptCheckpoint load(Recipe recipe, RunDirectory directory, Optional<String> asked) {
    find(recipe, directory, asked); // a run without any checkpoint may have no provenance either
    return load(recipe, directory, asked, Provenance.compute(directory.provenance()));
  }

  /**
   * Loads a checkpoint to compute with another device or matmul library than its run.
   *
   * @throws UserError as {@link #load(Recipe, RunDirectory, Optional)}
   */
  static KeptCheckpoint load(
      Recipe recipe, RunDirectory directory, Optional<String> asked, Compute compute) {
    Checkpoint checkpoint = find(recipe, directory, asked);
    Policy policy = FirstWeights.of(recipe, compute);
    try {
      policy.activations(Provenance.activations(directory.provenance()));
      if (recipe.policy().model().isPresent() && recipe.policy().lora().isPresent()) {
        // A checkpoint contains only the adapter, so the model's files must be the original ones.
        Provenance.admit(directory.provenance(), policy, recipe.policy().model().get());
      }
      while (!loaded(checkpoint, policy)) {
        Checkpoint next = find(recipe, directory, asked);
        if (next.name().equals(checkpoint.name())) {
          throw new UserError(
              "%s: checkpoint %s has no %s: it is of another recipe than recipe.yaml. Restore recipe.yaml"
                  .formatted(directory.path(), next.name(), PolicyFiles.name(policy)));
        }
        checkpoint = next;
      }
      return new KeptCheckpoint(checkpoint.name(), policy);
    } catch (RuntimeException e) {
      policy.close();
      throw e;
    }
  }

  /** Loads the weights. Returns false if the training run has deleted the checkpoint meanwhile. */
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

  static Checkpoint find(Recipe recipe, RunDirectory directory, Optional<String> asked) {
    if (asked.isEmpty()) {
      return Checkpoints.newest(directory.checkpoints())
          .orElseThrow(
              () -> new UserError("%s: has no complete checkpoint yet. Train first, or wait for one"
                  .formatted(directory.path())));
    }
    String name =
        asked.get().equals(BEST) ? best(recipe, directory) : named(directory, asked.get());
    return Checkpoints.named(directory.checkpoints(), name)
        .orElseThrow(() -> unknown(directory, asked.get()));
  }

  private static String best(Recipe recipe, RunDirectory directory) {
    String benchmark = recipe
        .checkpoint()
        .keepBest()
        .orElseThrow(() -> new UserError(
            "--checkpoint best: this run keeps no best checkpoint. Name one (%s), or train with checkpoint.keep-best"
                .formatted(String.join(", ", Checkpoints.names(directory.checkpoints())))));
    return BestCheckpoint.of(directory, benchmark, Checkpoints.names(directory.checkpoints()))
        .orElseThrow(() -> new UserError(
            "--checkpoint best: no kept checkpoint has been evaluated on '%s' yet. Wait for one, or set evaluation.every"
                .formatted(benchmark)))
        .checkpoint();
  }

  private static String named(RunDirectory directory, String asked) {
    List<String> matching = Checkpoints.names(directory.checkpoints()).stream()
        .filter(name -> names(name).contains(asked))
        .toList();
    if (matching.size() > 1) {
      throw new UserError("--checkpoint %s: could be %s. Give the whole name"
          .formatted(asked, String.join(" or ", matching)));
    }
    return matching.stream().findFirst().orElseThrow(() -> unknown(directory, asked));
  }

  private static UserError unknown(RunDirectory directory, String asked) {
    List<String> kept = Checkpoints.names(directory.checkpoints());
    List<String> valid = new ArrayList<>();
    kept.forEach(name -> valid.addAll(names(name)));
    valid.add(BEST);
    return new UserError("--checkpoint %s: %s keeps no such checkpoint.%s It keeps: %s"
        .formatted(
            asked,
            directory.path(),
            Suggestion.didYouMean(asked, valid),
            kept.isEmpty() ? "none" : String.join(", ", kept)));
  }

  /** Accepted names of a checkpoint: {@code 2-grpo-000200}, {@code grpo-200} and {@code 2-grpo-200}. */
  private static List<String> names(String checkpoint) {
    int first = checkpoint.indexOf('-');
    int last = checkpoint.lastIndexOf('-');
    String step = checkpoint.substring(last + 1).replaceFirst("^0+(?=\\d)", "");
    return List.of(
        checkpoint.substring(first + 1, last + 1) + step,
        checkpoint.substring(0, last + 1) + step,
        checkpoint);
  }

  @Override
  public void close() {
    policy.close();
  }
}

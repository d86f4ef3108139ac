package io.gradus.experiments.doctor;

import io.gradus.core.Reward;
import io.gradus.core.StopSignal;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.Policy;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Everything that the checks examine.
 *
 * @param recipe the recipe
 * @param materials the data that could be read
 * @param mistakes findings about data that could not be read
 * @param memory memory plan of the recipe
 * @param directory run directory, which may not exist yet
 * @param policy policy that the first sampling stage would sample from, if it exists yet
 * @param progress shows the progress of long checks
 * @param stop asks the checks to end
 */
public record Subject(
    Recipe recipe,
    List<Material> materials,
    List<Finding> mistakes,
    MemoryPlan memory,
    Path directory,
    Optional<PolicySource> policy,
    Progress progress,
    StopSignal stop) {

  public Subject {
    materials = List.copyOf(materials);
    mistakes = List.copyOf(mistakes);
  }

  /**
   * Source of a policy.
   *
   * @param words description, such as {@code the newest checkpoint, 1-sft-001600}
   * @param open loads the policy; the caller closes it
   * @param ended whether it is the final policy of a finished run
   */
  public record PolicySource(String words, Supplier<Policy> open, boolean ended) {}

  /** Subject with the settings of a recipe alone, without data, memory plan or policy. */
  static Subject settings(Recipe recipe) {
    return new Subject(
        recipe,
        List.of(),
        List.of(),
        new MemoryPlan(Map.of()),
        Path.of("runs", recipe.name()),
        Optional.empty(),
        Progress.silent(),
        new StopSignal());
  }

  /** Training data of the stages. */
  List<Material> training() {
    return materials.stream().filter(m -> m.stage() > 0).toList();
  }

  /** Held-out data: the recipe's benchmarks, and files of {@code --against}. */
  List<Material> heldOut() {
    return materials.stream().filter(m -> m.stage() == 0).toList();
  }

  /**
   * Reward that judges a material's completions: its own reward; for demonstrations, the reward of the next stage or of
   * the first benchmark.
   */
  Optional<Reward> judgeOf(Material material) {
    Stream<Material> following =
        materials.stream().filter(m -> m.stage() == 0 || m.stage() >= material.stage());
    return material
        .reward()
        .or(() -> following.flatMap(m -> m.reward().stream()).findFirst());
  }

  /** Rewards of the recipe, each with its key. */
  List<Placed<Reward>> rewards() {
    return materials.stream()
        .flatMap(m -> m.reward().stream().map(r -> new Placed<>(m.rewardKey(), r)))
        .toList();
  }

  /** A value of the recipe and its key. */
  record Placed<T>(String key, T value) {}
}

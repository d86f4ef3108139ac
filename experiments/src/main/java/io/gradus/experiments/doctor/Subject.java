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
 * What the preflight looks at.
 *
 * @param recipe what is to be run
 * @param materials the data, as far as it could be read
 * @param mistakes what was wrong with data that could not
 * @param memory what the recipe plans
 * @param directory where the run is, or would be
 * @param policy the one that the first sampling stage would sample from, if there is one yet
 * @param progress told to a person while it takes long
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
   * Where a policy comes from.
   *
   * @param words for a person: {@code the newest checkpoint, 1-sft-001600}
   * @param open loads it; the caller closes it
   * @param ended whether it is what a whole run ended with
   */
  public record PolicySource(String words, Supplier<Policy> open, boolean ended) {}

  /** The settings of a recipe alone, without data, memory plan or policy. */
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

  /** What stages learn from. */
  List<Material> training() {
    return materials.stream().filter(m -> m.stage() > 0).toList();
  }

  /** What is examined: the recipe's benchmarks, and others that were named. */
  List<Material> heldOut() {
    return materials.stream().filter(m -> m.stage() == 0).toList();
  }

  /** What judges a material's completions: its own reward, or for demonstrations that of the stage that follows, or of the first benchmark. */
  Optional<Reward> judgeOf(Material material) {
    Stream<Material> following =
        materials.stream().filter(m -> m.stage() == 0 || m.stage() >= material.stage());
    return material
        .reward()
        .or(() -> following.flatMap(m -> m.reward().stream()).findFirst());
  }

  /** The rewards of the recipe with the key that each stands at. */
  List<Placed<Reward>> rewards() {
    return materials.stream()
        .flatMap(m -> m.reward().stream().map(r -> new Placed<>(m.rewardKey(), r)))
        .toList();
  }

  /** Something with the key it stands at. */
  record Placed<T>(String key, T value) {}
}

package io.gradus.experiments.run;

import io.gradus.core.files.AtomicFolder;
import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The first stages of several runs, if these stages are the same, such as one cold start for several methods. They are
 * trained once, as a run of their own. Each run then begins as if resumed at the end of these stages. So it has the
 * same bits as a run that trained the stages itself.
 */
public final class SharedStages {
  /** Files that are not copied, because they belong to the run of the shared stages. */
  private static final Set<String> OWN =
      Set.of(".lock", "recipe.yaml", "result.json", "report", "provenance.json");

  private SharedStages() {}

  /**
   * Recipe of the first stages alone. It has no teachers.
   *
   * @return empty if one of these stages reads a teacher or a reward model
   */
  public static Optional<Recipe> recipe(Recipe recipe, int stages) {
    if (recipe.stages().subList(0, stages).stream().anyMatch(s -> !s.teachers().isEmpty())) {
      return Optional.empty();
    }
    if (recipe.stages().subList(0, stages).stream().anyMatch(RewardModels::asks)) {
      return Optional.empty();
    }
    return Optional.of(new Recipe(
        "shared",
        recipe.seed(),
        recipe.device(),
        recipe.dtype(),
        recipe.matmul(),
        recipe.memory(),
        recipe.activationCheckpointing(),
        recipe.policy(),
        recipe.template(),
        Map.of(),
        recipe.stages().subList(0, stages),
        recipe.evaluation(),
        recipe.checkpoint()));
  }

  /**
   * Begins a run with the stages that another run has finished. Nothing happens if this run's memory plan differs,
   * because another plan gives other last bits.
   *
   * @param from finished run of the shared stages
   * @param to directory that does not exist, or is empty
   * @param resolved the recipe as text, with every default written out
   */
  public static void begin(RunDirectory from, RunDirectory to, Recipe recipe, String resolved) {
    Fit fit = Fit.choose(recipe);
    Fit shared = Provenance.fit(from.provenance(), recipe).orElseThrow();
    if (shared.microBatchTokens() != fit.microBatchTokens()
        || !shared.activations().equals(fit.activations())) {
      return;
    }
    Map<String, Object> facts = RunDirectory.readJson(from.provenance());
    if (!recipe.teachers().isEmpty()) {
      facts.put(Teachers.FACTS, Teachers.facts(recipe));
    }
    Map<String, Map<String, String>> rewardModels = RewardModels.facts(recipe);
    if (!rewardModels.isEmpty()) {
      facts.put(RewardModels.FACTS, rewardModels);
    }
    AtomicFolder.write(to.path(), folder -> {
      copy(from.path(), folder);
      RunDirectory.writeJson(new RunDirectory(folder).provenance(), facts);
      Files.write(new RunDirectory(folder).recipe(), resolved.getBytes(StandardCharsets.UTF_8));
    });
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path inside = from.relativize(file);
        if (inside.toString().isEmpty() || OWN.contains(inside.getName(0).toString())) {
          continue;
        }
        Files.copy(file, to.resolve(inside));
      }
    }
  }
}

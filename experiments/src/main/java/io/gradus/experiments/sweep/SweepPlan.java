package io.gradus.experiments.sweep;

import com.google.common.hash.Hashing;
import io.gradus.core.UserError;
import io.gradus.core.component.Suggestion;
import io.gradus.experiments.binding.Node;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.RunDirectory;
import io.gradus.experiments.run.SharedStages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runs of a study in their order, and the stages that they share. */
final class SweepPlan {
  private static final String EVALUATION = "evaluation/";
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([\\w.-]+)}");

  private final Study study;
  private final Recipes recipes;
  private final Path folder;
  private final Path shared;
  private final List<PlannedRun> runs = new ArrayList<>();

  private SweepPlan(Study study, Recipes recipes, Path folder, Path shared) {
    this.study = study;
    this.recipes = recipes;
    this.folder = folder;
    this.shared = shared;
  }

  /**
   * Reads the recipes of all runs. The runs are ordered by seed, so a sweep that is stopped early has complete pairs.
   *
   * @param shared folder of the runs that train shared stages
   * @throws UserError with the faults of the first recipe that has any
   */
  static SweepPlan of(Study study, Recipes recipes, Path folder, Path shared) {
    SweepPlan plan = new SweepPlan(study, recipes, folder, shared);
    List<Long> seeds = new ArrayList<>();
    study.arms().stream().flatMap(arm -> study.seeds(arm).stream()).distinct().forEach(seeds::add);
    for (long seed : seeds) {
      for (Study.Arm arm : study.arms()) {
        if (study.seeds(arm).contains(seed)) {
          plan.runs.add(plan.run(arm, seed));
        }
      }
    }
    plan.checkBenchmarks();
    return plan;
  }

  /** Refuses claims, tables and curves about a benchmark that no run of their arm has. */
  private void checkBenchmarks() {
    List<String> faults = new ArrayList<>();
    for (int c = 0; c < study.claims().size(); c++) {
      Claim claim = study.claims().get(c);
      String key = "claims[%d].measure.of".formatted(c);
      checkBenchmark(key, claim.measure().of(), List.of(claim.arm()), faults);
      checkBenchmark(key, claim.measure().of(), claim.against().stream().toList(), faults);
    }
    List<String> all = study.arms().stream().map(Study.Arm::name).toList();
    for (int t = 0; t < study.tables().size(); t++) {
      checkBenchmark("tables[%d].of".formatted(t), study.tables().get(t).of(), all, faults);
    }
    for (int c = 0; c < study.curves().size(); c++) {
      Study.Curve curve = study.curves().get(c);
      checkBenchmark(
          "curves[%d].y".formatted(c),
          curve.y(),
          curve.arms().isEmpty() ? all : curve.arms(),
          faults);
    }
    if (!faults.isEmpty()) {
      throw new UserError(faults.stream().distinct().toList());
    }
  }

  private void checkBenchmark(String key, String of, List<String> arms, List<String> faults) {
    List<PlannedRun> mine =
        runs.stream().filter(run -> arms.contains(run.arm().name())).toList();
    if (!of.startsWith(EVALUATION) || mine.isEmpty()) {
      return;
    }
    Set<String> labels = new TreeSet<>();
    mine.forEach(run ->
        run.recipe().evaluation().benchmarks().forEach(benchmark -> labels.add(benchmark.name())));
    String label = of.substring(EVALUATION.length()).split("/", 2)[0];
    if (!labels.contains(label)) {
      faults.add("%s: no recipe of %s has a benchmark '%s'.%s They have: %s"
          .formatted(
              key,
              String.join(", ", arms),
              label,
              Suggestion.didYouMean(label, List.copyOf(labels)),
              labels.isEmpty() ? "none" : String.join(", ", labels)));
    }
  }

  private PlannedRun run(Study.Arm arm, long seed) {
    Map<String, Node> changes = new LinkedHashMap<>(study.set());
    changes.putAll(arm.set());
    changes.replaceAll((key, value) -> PlannedRun.filled(
        value,
        text -> REFERENCE
            .matcher(text)
            .replaceAll(reference -> Matcher.quoteReplacement(
                directory(arm, reference.group(1), seed).toString()))));
    Recipe recipe;
    try {
      recipe = recipes.read(arm.recipe().orElse(study.recipe()), seeded(changes, seed));
    } catch (UserError e) {
      throw new UserError("arm '%s': %s".formatted(arm.name(), e.getMessage()), e);
    }
    return new PlannedRun(
        arm, seed, recipe, recipes.resolved(recipe), new RunDirectory(directory(arm, seed)));
  }

  private static Map<String, Node> seeded(Map<String, Node> changes, long seed) {
    Map<String, Node> seeded = new LinkedHashMap<>(changes);
    seeded.put("seed", Node.of("the study's seeds", Long.toString(seed)));
    return seeded;
  }

  private Path directory(Study.Arm arm, long seed) {
    return folder.resolve("runs").resolve("%s-seed-%d".formatted(arm.name(), seed));
  }

  /** Run directory of an earlier arm with the same seed, or with the first of its own seeds. */
  private Path directory(Study.Arm from, String name, long seed) {
    for (Study.Arm arm : study.arms()) {
      if (arm.equals(from)) {
        break;
      }
      if (arm.name().equals(name)) {
        return directory(
            arm, study.seeds(arm).contains(seed) ? seed : study.seeds(arm).get(0));
      }
    }
    throw new UserError(
        "arms: '%s' refers to ${%s}, which is no earlier arm. Move that arm up, or correct the name"
            .formatted(from.name(), name));
  }

  List<PlannedRun> runs() {
    return runs;
  }

  /**
   * Returns a run that trains the first stages of the given run, if another run of the study begins with the same
   * stages. It trains as many stages as both share.
   */
  Optional<PlannedRun> shared(PlannedRun run) {
    for (int stages = run.recipe().stages().size() - 1; stages > 0; stages--) {
      int cut = stages;
      Optional<String> key = key(run, cut);
      if (key.isPresent()
          && runs.stream()
              .anyMatch(other ->
                  !other.directory().equals(run.directory()) && key(other, cut).equals(key))) {
        Recipe recipe = SharedStages.recipe(run.recipe(), cut).orElseThrow();
        String hash = Hashing.sha256()
            .hashString(key.get(), StandardCharsets.UTF_8)
            .toString()
            .substring(0, 8);
        return Optional.of(new PlannedRun(
            new Study.Arm("shared", Optional.empty(), Map.of(), Optional.empty()),
            run.seed(),
            recipe,
            key.get(),
            new RunDirectory(shared.resolve("%s-seed-%d".formatted(hash, run.seed())))));
      }
    }
    return Optional.empty();
  }

  /** The recipe of a run's first stages as text; empty if the run has no more stages than these. */
  private Optional<String> key(PlannedRun run, int stages) {
    return stages >= run.recipe().stages().size()
        ? Optional.empty()
        : SharedStages.recipe(run.recipe(), stages).map(recipes::resolved);
  }
}

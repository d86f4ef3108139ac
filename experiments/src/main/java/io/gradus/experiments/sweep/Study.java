package io.gradus.experiments.sweep;

import io.gradus.core.component.About;
import io.gradus.core.component.Components;
import io.gradus.core.component.Default;
import io.gradus.core.component.Suggestion;
import io.gradus.experiments.binding.Node;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.report.RunCurves.Axis;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A study: a recipe, its arms, the seeds, and the claims that the runs support or refute.
 *
 * @param set changes of the recipe in all arms, by path, as {@code --set} takes them
 * @param arms the arms of the file, or those that the grid makes
 * @param seeds each arm is run once for each seed
 */
public record Study(
    @About("name of the study; the directory is runs/NAME") String name,

    @About("recipe that the arms change; a relative path begins at the study's folder")
    Path recipe,

    @Default("{}") @About("changes of the recipe in all arms: path and value, as --set takes them")
    Map<String, Node> set,

    @Default("[]") @About("what is compared; a grid makes its own arms")
    List<Arm> arms,

    @Default("{}")
    @About("instead of arms: path and a list of values; each combination of values is an arm")
    Map<String, List<Node>> grid,

    @About("seeds; each arm is run once for each of them") List<Long> seeds,

    @Default("[]") @About("claims, each about one measure of one or two arms")
    List<Claim> claims,

    @Default("[]") @About("tables: a number of each arm, as the mean over seeds")
    List<Measure> tables,

    @Default("[]") @About("pictures: one curve for each arm, the mean over seeds and a band")
    List<Curve> curves) {
  private static final Pattern NAME = Pattern.compile("\\w[\\w.-]*");

  /**
   * One variant of the recipe.
   *
   * @param recipe another recipe than the study's
   * @param set changes in addition to the study's changes, applied after them. In a text, {@code ${NAME}} is the run
   *     directory of an earlier arm with the same seed
   * @param seeds other seeds than the study's, such as one for a teacher
   */
  public record Arm(
      @About("name in tables and legends") String name,
      @About("another recipe than the study's") Optional<Path> recipe,

      @Default("{}") @About("changes in this arm; ${ARM} is the run directory of an earlier arm")
      Map<String, Node> set,

      @About("other seeds than the study's; a reference to this arm then means its first seed")
      Optional<List<Long>> seeds) {
    public Arm {
      set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
      seeds = seeds.map(List::copyOf);
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "name: must have only letters, digits, '.', '_' and '-', because it names directories, but is '%s'"
                .formatted(name));
      }
    }
  }

  /** A picture. */
  public record Curve(
      @About("metric, or evaluation/BENCHMARK/MODE/FIELD") String y,

      @Default("steps") @About("steps or sampled-tokens") Axis x,

      @Default("0") @About("first stage that is shown, from 1; 0: the last stage")
      int stage,

      @Default("[]") @About("arms that are shown; empty: all")
      List<String> arms) {
    public Curve {
      arms = List.copyOf(arms);
    }
  }

  public Study {
    set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    if (!grid.isEmpty() && !arms.isEmpty()) {
      throw new IllegalArgumentException(
          "grid: makes its own arms. Remove 'arms', or write each combination as an arm");
    }
    notSeed("set", set.keySet());
    notSeed("grid", grid.keySet());
    arms = grid.isEmpty() ? List.copyOf(arms) : Grid.arms(grid);
    grid = Collections.unmodifiableMap(new LinkedHashMap<>(grid));
    seeds = List.copyOf(seeds);
    claims = List.copyOf(claims);
    tables = List.copyOf(tables);
    curves = List.copyOf(curves);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: must have only letters, digits, '.', '_' and '-', because it names a directory, but is '%s'"
              .formatted(name));
    }
    if (arms.isEmpty()) {
      throw new IllegalArgumentException("arms: there must be at least one, or a grid");
    }
    checkSeeds("seeds", seeds);
    Set<String> names = new LinkedHashSet<>();
    for (int a = 0; a < arms.size(); a++) {
      notSeed("arms[%d].set".formatted(a), arms.get(a).set().keySet());
      if (!names.add(arms.get(a).name())) {
        throw new IllegalArgumentException("arms[%d].name: '%s' is the name of an earlier arm"
            .formatted(a, arms.get(a).name()));
      }
      String key = "arms[%d].seeds".formatted(a);
      arms.get(a).seeds().ifPresent(own -> checkSeeds(key, own));
    }
    for (int c = 0; c < claims.size(); c++) {
      known("claims[%d].arm".formatted(c), claims.get(c).arm(), names);
      String key = "claims[%d].against".formatted(c);
      claims.get(c).against().ifPresent(arm -> known(key, arm, names));
    }
    for (int c = 0; c < curves.size(); c++) {
      String key = "curves[%d].arms".formatted(c);
      curves.get(c).arms().forEach(arm -> known(key, arm, names));
    }
  }

  private static void notSeed(String key, Set<String> paths) {
    if (paths.contains("seed")) {
      throw new IllegalArgumentException(
          key
              + ".seed: would be overwritten, because the study's key 'seeds' sets it. Remove it, and set seeds");
    }
  }

  private static void checkSeeds(String key, List<Long> seeds) {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException(key + ": there must be at least one");
    }
    if (Set.copyOf(seeds).size() < seeds.size()) {
      throw new IllegalArgumentException(
          key + ": one is given twice, and would count as two independent runs");
    }
  }

  private static void known(String key, String arm, Set<String> names) {
    if (!names.contains(arm)) {
      throw new IllegalArgumentException("%s: '%s' is no arm of this study.%s It has: %s"
          .formatted(
              key, arm, Suggestion.didYouMean(arm, List.copyOf(names)), String.join(", ", names)));
    }
  }

  /**
   * Reads a study.
   *
   * @throws io.gradus.core.UserError with all faults of the file
   */
  public static Study read(Path file, Components components) {
    Study study = new RecordBinder(components).bind(Study.class, YamlTree.read(file));
    return study.with(
        file.resolveSibling(study.recipe),
        study.arms.stream()
            .map(arm ->
                new Arm(arm.name(), arm.recipe().map(file::resolveSibling), arm.set(), arm.seeds()))
            .toList(),
        study.seeds);
  }

  /** Returns the study with other seeds; an arm with seeds of its own keeps them. */
  public Study withSeeds(List<Long> other) {
    return with(recipe, arms, other);
  }

  private Study with(Path otherRecipe, List<Arm> others, List<Long> otherSeeds) {
    return new Study(
        name,
        otherRecipe,
        set,
        grid.isEmpty() ? others : List.of(),
        grid,
        otherSeeds,
        claims,
        tables,
        curves);
  }

  List<Long> seeds(Arm arm) {
    return arm.seeds().orElse(seeds);
  }
}

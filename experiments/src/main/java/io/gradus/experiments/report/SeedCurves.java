package io.gradus.experiments.report;

import com.google.common.base.Strings;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.files.TextFile;
import io.gradus.experiments.report.RunCurves.Axis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pictures of runs that are repeated with several seeds: one curve for each arm, the mean over its seeds, and a band.
 * The axis of each picture names the statistic.
 */
public final class SeedCurves {
  private static final Pattern SEED = Pattern.compile("(?m)^(seed|name):.*$");
  private static final int LONGEST_RECIPE = 4 << 20;

  private final Map<String, List<RunCurves>> arms;

  /**
   * Makes pictures of some arms.
   *
   * @param arms the runs of each arm, one for each seed, by the arm's name in the legend
   */
  public SeedCurves(Map<String, List<RunCurves>> arms) {
    this.arms = arms;
  }

  /**
   * Reads runs. Runs whose recipes differ only in name and seed are one arm. The arm's name is the common beginning of
   * their directories' names.
   *
   * @throws UserError if one of them is not a run directory
   */
  public static SeedCurves ofRuns(List<Path> directories) {
    Map<String, List<Path>> alike = new LinkedHashMap<>();
    for (Path directory : directories) {
      String recipe = TextFile.read(directory.resolve("recipe.yaml"), LONGEST_RECIPE);
      alike
          .computeIfAbsent(SEED.matcher(recipe).replaceAll(""), key -> new ArrayList<>())
          .add(directory);
    }
    Map<String, List<RunCurves>> arms = new LinkedHashMap<>();
    alike.values().forEach(runs -> {
      String common = runs.stream()
          .map(run -> String.valueOf(run.toAbsolutePath().normalize().getFileName()))
          .reduce(Strings::commonPrefix)
          .orElse("")
          .replaceFirst("[-_.]*(seed)?[-_.]*$", "");
      String name = common.isEmpty() || arms.containsKey(common)
          ? "%s arm %d".formatted(common, arms.size() + 1).strip()
          : common;
      arms.put(name, runs.stream().map(RunCurves::read).toList());
    });
    return new SeedCurves(arms);
  }

  /**
   * Contents of a picture.
   *
   * @param y name of the curve, as in {@link RunCurves}
   * @param stage first stage that is shown, 1-based; 0 for the last stage of each run
   */
  public record Picture(String y, Axis x, int stage) {
    /** Base name of the files, such as {@code reward-mean-by-step}. */
    String file() {
      String name = y.replaceFirst("^evaluation/", "").replaceFirst("/sampled/", "/");
      return "%s-by-%s"
          .formatted(
              name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
              x.words().replace(' ', '-'));
    }

    private boolean percent() {
      return Topic.isShare(y) || y.contains("/pass_at_");
    }

    private String title() {
      String[] parts = y.split("/", -1);
      return RunCurves.isEvaluation(y) && parts.length == 4
          ? "%s on %s (%s)"
              .formatted(
                  parts[3].replaceFirst("^pass_at_", "pass@").replace('_', ' '), parts[1], parts[2])
          : y;
    }
  }

  /** Pictures of what most studies compare: each benchmark's pass@1 and length, reward, entropy and length. */
  public List<Picture> usual(Axis x) {
    List<String> known = arms.values().stream()
        .flatMap(List::stream)
        .flatMap(run -> run.names().stream())
        .distinct()
        .sorted()
        .toList();
    Stream<String> evaluations =
        known.stream().filter(name -> name.matches("evaluation/.*/(pass_at_1|mean_length)"));
    Stream<String> metrics =
        Stream.of("reward/mean", "entropy", "length/mean").filter(known::contains);
    return Stream.concat(evaluations, metrics).map(y -> new Picture(y, x, 0)).toList();
  }

  /**
   * Writes a picture as PNG and SVG.
   *
   * @return the files; none if no run has the curve, or Java finds no fonts
   * @throws UserError if they cannot be written
   */
  public List<Path> write(Path folder, Picture picture) {
    Optional<Figure> figure = figure(picture);
    if (figure.isEmpty() || Drawing.unavailable().isPresent()) {
      return List.of();
    }
    Path svg = folder.resolve(picture.file() + ".svg");
    Path png = folder.resolve(picture.file() + ".png");
    try {
      AtomicFile.write(svg, Drawing.svg(figure.get()).getBytes(StandardCharsets.UTF_8));
      AtomicFile.write(png, Drawing.png(figure.get()));
    } catch (IOException e) {
      throw new UserError("%s: cannot be drawn: %s".formatted(png, e.getMessage()), e);
    }
    return List.of(svg, png);
  }

  /** The diagram; empty if no run has the curve. */
  Optional<Figure> figure(Picture picture) {
    List<Figure.Line> lines = new ArrayList<>();
    int most = 1;
    int colour = 0;
    for (Map.Entry<String, List<RunCurves>> arm : arms.entrySet()) {
      List<Series> runs = arm.getValue().stream()
          .flatMap(run -> run
              .curve(
                  picture.y(), picture.stage() == 0 ? run.stages() : picture.stage(), picture.x())
              .stream())
          .toList();
      if (!runs.isEmpty()) {
        most = Math.max(most, runs.size());
        Band band = Band.of(runs);
        lines.add((picture.percent() ? band.ofShares() : band)
            .line(
                runs.size() == 1
                    ? arm.getKey() + " (1 seed)"
                    : "%s (%d seeds)".formatted(arm.getKey(), runs.size()),
                colour));
      }
      colour++;
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    double last =
        lines.stream().mapToDouble(line -> line.x()[line.x().length - 1]).max().orElseThrow();
    String statistic =
        most == 1 ? "" : "   (line: mean over seeds; band: its 95 % interval, Student's t)";
    return Optional.of(new Figure(
        picture.file(),
        picture.title(),
        "",
        picture.percent(),
        new Figure.Range(0, last),
        lines,
        List.of(),
        picture.x().words() + statistic));
  }
}

package io.gradus.experiments.report;

import io.gradus.experiments.report.Figure.Line;
import io.gradus.experiments.report.Figure.Range;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses the diagrams of a report. In a report of one run, metrics of a kind and of similar size share a diagram. In a
 * comparison of runs, each metric has its own diagram, and each run has its own colour.
 */
final class Figures {
  private static final int LINES = 6;

  /** Largest ratio of the sizes of curves that share an axis, because a smaller curve would look flat. */
  private static final double SIZES = 20;

  private final List<RecordedRun> runs;
  private final String axis;
  private final Range range;
  private final Set<String> names = new LinkedHashSet<>();

  /** Chooses diagrams over an x axis with this title. */
  Figures(List<RecordedRun> runs, String axis) {
    this.runs = runs;
    this.axis = axis;
    this.range = range(runs);
  }

  /** pass@1 and mean completion length of each benchmark, on the same steps. */
  List<Figure> evaluations() {
    Set<String> benchmarks = new TreeSet<>();
    runs.forEach(r -> r.evaluations().forEach(e -> benchmarks.add(e.benchmark())));
    List<Figure> figures = new ArrayList<>();
    for (String benchmark : benchmarks) {
      List<Line> passes = new ArrayList<>();
      List<Line> lengths = new ArrayList<>();
      int colour = 0;
      String figure = "";
      for (RecordedRun run : runs) {
        Map<String, Map<Double, Evaluation>> modes = new TreeMap<>(Comparator.reverseOrder());
        run.evaluations().stream()
            .filter(e -> e.benchmark().equals(benchmark))
            .forEach(
                e -> modes.computeIfAbsent(e.mode(), m -> new TreeMap<>()).put(e.globalStep(), e));
        figure = modes.values().stream()
            .flatMap(points -> points.values().stream())
            .map(Evaluation::figure)
            .findFirst()
            .orElse(figure);
        for (Map.Entry<String, Map<Double, Evaluation>> mode : modes.entrySet()) {
          String label = runs.size() == 1 ? mode.getKey() : run.name() + ", " + mode.getKey();
          passes.add(passAtOne(label, colour, mode.getValue().values()));
          length(label, colour, mode.getValue().values()).ifPresent(lengths::add);
          colour++;
        }
      }
      figures.add(new Figure(
          name("pass-at-1-" + benchmark),
          figure + " on " + benchmark,
          "Share of the held-out problems that the policy solves, or of the pairs or texts that a reward model judges right, with 95 % intervals.",
          true,
          range,
          passes,
          stages(),
          axis));
      if (!lengths.isEmpty()) {
        figures.add(new Figure(
            name("length-" + benchmark),
            "Completion length on " + benchmark,
            "Mean tokens of a completion, at the same steps.",
            false,
            range,
            lengths,
            stages(),
            axis));
      }
    }
    return figures;
  }

  /** All metrics: first metrics of known topics, then the others by name. */
  List<Figure> metrics() {
    Set<String> left = new TreeSet<>();
    runs.forEach(r -> left.addAll(r.metrics().series().keySet()));
    left.remove("seconds");
    List<Figure> figures = new ArrayList<>();
    for (Topic topic : Topic.ALL) {
      List<String> keys = left.stream()
          .filter(topic::covers)
          .sorted(Comparator.comparing((String k) -> !k.endsWith("/mean")))
          .toList();
      keys.forEach(left::remove);
      figures.addAll(figures(topic, keys));
    }
    Map<String, List<String>> unknown = new LinkedHashMap<>();
    left.forEach(k -> unknown
        .computeIfAbsent(
            k.contains("/") ? k.substring(0, k.indexOf('/')) : k, p -> new ArrayList<>())
        .add(k));
    unknown.forEach((p, keys) -> figures.addAll(figures(Topic.topic(p, "", p), keys)));
    return figures;
  }

  /** The few figures that show whether a run learns, for one picture. */
  static List<Figure> overview(List<Figure> evaluations, List<Figure> metrics) {
    List<Figure> chosen = new ArrayList<>(evaluations.stream().limit(2).toList());
    for (String wanted : List.of("Reward", "Entropy")) {
      metrics.stream().filter(f -> f.title().startsWith(wanted)).findFirst().ifPresent(chosen::add);
    }
    return chosen;
  }

  private List<Figure> figures(Topic topic, List<String> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    return runs.size() == 1 ? ofOneRun(topic, keys) : ofSeveral(topic, keys);
  }

  private List<Figure> ofSeveral(Topic topic, List<String> keys) {
    List<Figure> figures = new ArrayList<>();
    for (String key : keys) {
      List<Line> lines = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        Series series = runs.get(i).metrics().series().get(key);
        if (series != null) {
          lines.add(Line.plain(runs.get(i).name(), i, series));
        }
      }
      String title =
          topic.prefixes().contains(key) ? topic.title() : topic.title() + ": " + topic.rest(key);
      figures.add(new Figure(
          name(key),
          title,
          caption(topic.caption(), lines),
          Topic.isShare(key),
          range,
          lines,
          stages(),
          axis));
    }
    return figures;
  }

  private List<Figure> ofOneRun(Topic topic, List<String> keys) {
    Map<String, Series> all = runs.get(0).metrics().series();
    List<String> zero = keys.stream().filter(k -> series(all, k).alwaysZero()).toList();
    List<String> shown = zero.size() == keys.size()
        ? keys
        : keys.stream().filter(k -> !zero.contains(k)).toList();
    List<List<String>> parts = new ArrayList<>();
    shown.stream()
        .collect(Collectors.partitioningBy(Topic::isShare))
        .values()
        .forEach(kind -> parts.addAll(alike(kind, all)));
    List<Figure> figures = new ArrayList<>();
    for (List<String> part : parts) {
      List<Line> lines = new ArrayList<>();
      for (String key : part) {
        lines.add(Line.plain(key, lines.size(), series(all, key)));
      }
      String title = parts.size() == 1
          ? topic.title()
          : part.stream()
              .map(topic::rest)
              .collect(Collectors.joining(", ", topic.title() + ": ", ""));
      String caption = caption(topic.caption(), lines);
      if (part == parts.get(0) && shown.size() < keys.size()) {
        caption += " Always zero: " + String.join(", ", zero) + ".";
      }
      figures.add(new Figure(
          name(parts.size() == 1 ? topic.title() : part.get(0)),
          title,
          caption.strip(),
          part.stream().allMatch(Topic::isShare),
          range,
          lines,
          stages(),
          axis));
    }
    return figures;
  }

  /** Groups of keys whose curves have similar sizes, each in the order of the keys. */
  private static List<List<String>> alike(List<String> keys, Map<String, Series> all) {
    List<String> bySize = keys.stream()
        .sorted(
            Comparator.comparingDouble((String k) -> series(all, k).largest()).reversed())
        .toList();
    List<List<String>> parts = new ArrayList<>();
    double largest = 0;
    for (String key : bySize) {
      double size = series(all, key).largest();
      if (parts.isEmpty()
          || size * SIZES < largest
          || parts.get(parts.size() - 1).size() == LINES) {
        parts.add(new ArrayList<>());
        largest = size;
      }
      parts.get(parts.size() - 1).add(key);
    }
    parts.forEach(p -> p.sort(Comparator.comparingInt(keys::indexOf)));
    parts.sort(Comparator.comparingInt(p -> keys.indexOf(p.get(0))));
    return parts;
  }

  private static Series series(Map<String, Series> all, String key) {
    return Objects.requireNonNull(all.get(key), key);
  }

  private static String caption(String caption, List<Line> lines) {
    return lines.stream()
        .map(l -> new Series(l.x(), l.y()))
        .filter(Series::worthSmoothing)
        .findFirst()
        .map(s -> caption
            + " Thin line: each step. Thick line: mean of %d neighbouring steps."
                .formatted(s.window()))
        .orElse(caption)
        .strip();
  }

  private static Line passAtOne(String label, int colour, Collection<Evaluation> points) {
    return new Line(
        label,
        colour,
        true,
        column(points, Evaluation::globalStep),
        column(points, e -> e.passAtOne().value()),
        column(points, e -> e.passAtOne().low()),
        column(points, e -> e.passAtOne().high()));
  }

  private static Optional<Line> length(String label, int colour, Collection<Evaluation> points) {
    List<Evaluation> measured =
        points.stream().filter(e -> e.meanLength().isPresent()).toList();
    return measured.isEmpty()
        ? Optional.empty()
        : Optional.of(new Line(
            label,
            colour,
            true,
            column(measured, Evaluation::globalStep),
            column(measured, e -> e.meanLength().orElseThrow()),
            new double[0],
            new double[0]));
  }

  private static double[] column(Collection<Evaluation> points, ToDoubleFunction<Evaluation> of) {
    return points.stream().mapToDouble(of).toArray();
  }

  private List<StageSpan> stages() {
    List<StageSpan> first = runs.get(0).metrics().stages();
    boolean same = runs.stream().allMatch(r -> r.metrics().stages().equals(first));
    return same ? first : List.of();
  }

  private static Range range(List<RecordedRun> runs) {
    double[] x = runs.stream()
        .flatMap(r -> Stream.concat(
            r.evaluations().stream().map(Evaluation::globalStep),
            r.metrics().stages().stream().flatMap(s -> Stream.of(s.first(), s.last()))))
        .mapToDouble(v -> v)
        .sorted()
        .toArray();
    return x.length == 0 ? new Range(0, 1) : new Range(Math.min(x[0], 1), x[x.length - 1]);
  }

  /**
   * Unused name for a figure's files, because two keys may differ only in characters that file names cannot contain.
   */
  private String name(String key) {
    String plain =
        key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    plain = plain.isEmpty() ? "metric" : plain.substring(0, Math.min(60, plain.length()));
    String name = plain;
    for (int i = 2; !names.add(name); i++) {
      name = plain + "-" + i;
    }
    return name;
  }
}

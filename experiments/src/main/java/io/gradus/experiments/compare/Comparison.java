package io.gradus.experiments.compare;

import io.gradus.core.UserError;
import io.gradus.experiments.harness.Scoreboard;
import io.gradus.experiments.statistics.Holm;
import io.gradus.experiments.statistics.PairedTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Comparison of two evaluations.
 *
 * @param rows one for each score that both have
 * @param notes what was left out
 */
public record Comparison(String first, String second, List<Row> rows, List<String> notes) {
  public Comparison {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /** A score on the questions of both sides. */
  private record Pairs(double[] first, double[] second, List<String> clusters, int censored) {}

  private record Tested(Pairs pairs, PairedTest test) {}

  /**
   * Compares two sides question by question.
   *
   * @param seed seed of the resamples
   * @throws UserError if they have no question in common, or the same row asks something else
   */
  public static Comparison of(Path a, Path b, long seed) {
    Scores first = Scores.read(a);
    Scores second = Scores.read(b);
    Map<String, Tested> tests = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    first.tables().forEach((name, table) -> {
      Map<String, Scores.Item> other = second.tables().get(name);
      if (other == null) {
        notes.add("%s: only in %s".formatted(name, a));
        return;
      }
      Pairs both = paired(name, table, other);
      int left = Math.max(table.size(), other.size()) - both.first().length;
      if (left > 0) {
        notes.add("%s: %d questions were answered by one side only".formatted(name, left));
      }
      if (both.first().length > 0) {
        tests.put(
            name,
            new Tested(both, PairedTest.of(both.first(), both.second(), both.clusters(), seed)));
      }
    });
    second.tables().keySet().stream()
        .filter(name -> !first.tables().containsKey(name))
        .forEach(name -> notes.add("%s: only in %s".formatted(name, b)));
    if (tests.isEmpty()) {
      throw new UserError(
          "%s and %s have no benchmark in common. Evaluate both on the same suite".formatted(a, b));
    }
    return new Comparison(a.toString(), b.toString(), rows(tests), notes);
  }

  private static List<Row> rows(Map<String, Tested> tests) {
    double[] adjusted = Holm.adjusted(
        tests.values().stream().mapToDouble(tested -> tested.test().pValue()).toArray());
    List<Row> rows = new ArrayList<>();
    tests.forEach((name, tested) -> {
      Pairs both = tested.pairs();
      PairedTest test = tested.test();
      double corrected = adjusted[rows.size()];
      rows.add(new Row(
          name,
          both.first().length,
          Scoreboard.average(both.first()),
          Scoreboard.average(both.second()),
          test.difference().value(),
          test.difference().low(),
          test.difference().high(),
          test.gained(),
          test.lost(),
          test.pValue(),
          corrected,
          test.smallest(),
          both.censored(),
          Row.Answer.of(test.difference().value(), corrected)));
    });
    return rows;
  }

  private static Pairs paired(
      String name, Map<String, Scores.Item> first, Map<String, Scores.Item> second) {
    List<Scores.Item> a = new ArrayList<>();
    List<Scores.Item> b = new ArrayList<>();
    List<String> clusters = new ArrayList<>();
    int censored = 0;
    for (Map.Entry<String, Scores.Item> entry : first.entrySet()) {
      Scores.Item mine = entry.getValue();
      Scores.Item other = second.get(entry.getKey());
      if (other == null) {
        continue;
      }
      if (!mine.asked().equals(other.asked())) {
        throw new UserError(
            "%s: %s asks another question on each side, so they cannot be compared. Evaluate both with the same data"
                .formatted(name, entry.getKey()));
      }
      a.add(mine);
      b.add(other);
      clusters.add(mine.cluster().isEmpty() ? entry.getKey() : mine.cluster());
      censored += mine.censored() || other.censored() ? 1 : 0;
    }
    boolean related = new HashSet<>(clusters).size() > 1;
    return new Pairs(
        a.stream().mapToDouble(Scores.Item::score).toArray(),
        b.stream().mapToDouble(Scores.Item::score).toArray(),
        related ? clusters : List.of(),
        censored);
  }

  /** Lines for the terminal. */
  public String words() {
    return "from %s to %s\n".formatted(first, second)
        + rows.stream().map(Row::words).collect(Collectors.joining("\n"))
        + notes.stream().map(note -> "\nnote: " + note).collect(Collectors.joining());
  }
}

package io.gradus.experiments.score;

import com.google.common.collect.ImmutableMap;
import io.gradus.core.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Summary of all rows: counts by verdict, agreement with expected results, speed. */
public final class Summary {
  private static final int MOST_DISAGREEMENTS = 1_000;

  private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
  private final List<Disagreement> disagreements = new ArrayList<>();
  private final Optional<Confusion> confusion;
  private long rows;
  private long bad;
  private long compared;
  private long agreed;
  private double rewards;
  private double seconds;

  /**
   * Creates an empty summary.
   *
   * @param table whether to keep a confusion table
   */
  Summary(boolean table) {
    this.confusion = table ? Optional.of(new Confusion()) : Optional.empty();
  }

  private record Disagreement(String id, String expected, String got, String why) {
    String words() {
      return "  %s: expected %s, got %s: %s"
          .formatted(line(id), line(expected), line(got), line(why));
    }

    Map<String, String> figures() {
      return ImmutableMap.of("id", id, "expected", expected, "got", got, "why", why);
    }

    private static String line(String text) {
      String shown = text.length() <= 200 ? text : text.substring(0, 200) + "...";
      return shown.replace("\n", "\\n").replace("\r", "\\r");
    }
  }

  void add(Result.Scored scored) {
    rows++;
    rewards += scored.score().value();
    verdicts.merge(scored.score().verdict(), 1L, Long::sum);
    scored.comparison().ifPresent(comparison -> {
      compared++;
      confusion.ifPresent(table -> table.add(comparison.row(), comparison.column()));
      if (comparison.agrees()) {
        agreed++;
      } else if (disagreements.size() < MOST_DISAGREEMENTS) {
        disagreements.add(new Disagreement(
            scored.id().asText(),
            comparison.row(),
            comparison.column(),
            scored.score().why()));
      }
    });
  }

  void addBad() {
    bad++;
  }

  void took(double seconds) {
    this.seconds = seconds;
  }

  /** Returns the number of lines that could not be scored. */
  public long bad() {
    return bad;
  }

  /** Figures by name, for {@code --json}. */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows", rows);
    figures.put("bad_lines", bad);
    Map<String, Long> counts = new LinkedHashMap<>();
    verdicts.forEach((verdict, count) -> counts.put(verdict.label(), count));
    figures.put("verdicts", counts);
    figures.put("mean_reward", rows == 0 ? 0 : rewards / rows);
    figures.put("seconds", seconds);
    figures.put("rows_per_second", pace());
    if (compared > 0) {
      figures.put("compared", compared);
      figures.put("agree", agreed);
      figures.put("agreement", (double) agreed / compared);
      confusion.ifPresent(table -> figures.put("confusion", table.counts()));
      figures.put(
          "disagreements", disagreements.stream().map(Disagreement::figures).toList());
    }
    return figures;
  }

  /** Returns a human-readable summary. */
  public String words() {
    List<String> words = new ArrayList<>();
    words.add(String.format(
        Locale.ROOT,
        "%,d rows in %.1f s, %,.0f a second; mean reward %.4f; verdicts: %s",
        rows,
        seconds,
        pace(),
        rows == 0 ? 0 : rewards / rows,
        verdictWords()));
    if (compared > 0) {
      words.add(String.format(
          Locale.ROOT,
          "agreement: %,d of %,d (%.1f %%)",
          agreed,
          compared,
          100.0 * agreed / compared));
      confusion.ifPresent(table -> words.add(table.words()));
      disagreements.forEach(disagreement -> words.add(disagreement.words()));
      long more = compared - agreed - disagreements.size();
      if (more > 0) {
        words.add("  and %,d more: search the rows for \"agrees\": false".formatted(more));
      }
    }
    if (bad > 0) {
      words.add("%,d lines could not be scored; each is reported above".formatted(bad));
    }
    return String.join("\n", words);
  }

  private double pace() {
    return seconds <= 0 ? 0 : rows / seconds;
  }

  private String verdictWords() {
    if (verdicts.isEmpty()) {
      return "none";
    }
    List<String> counts = new ArrayList<>();
    verdicts.forEach((verdict, count) -> counts.add(verdict.label() + " " + count));
    return String.join(", ", counts);
  }
}

package io.gradus.experiments.journal;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What became of the problems of one stage.
 *
 * @param stageIndex 1-based
 * @param steps number of steps that ended
 * @param groups number of groups that were drawn
 * @param problems number of different problems among these groups
 * @param fates number of groups by fate; a reason follows after a colon
 * @param most largest number of groups of one problem
 * @param missing number of steps without a line, between the first and the last; a complete ledger has none
 * @param twice number of groups with two lines; a complete ledger has none
 */
@JsonNaming(SnakeCaseStrategy.class)
public record LedgerSummary(
    String stage,
    int stageIndex,
    long steps,
    int groups,
    long problems,
    Map<String, Long> fates,
    long most,
    List<Long> missing,
    long twice) {

  /** Returns the summaries of a run's stages, in order. */
  public static List<LedgerSummary> of(Path run) {
    Map<Integer, List<LedgerLine>> stages = new Ledger(run)
        .read().stream()
            .collect(
                Collectors.groupingBy(LedgerLine::stageIndex, TreeMap::new, Collectors.toList()));
    return stages.values().stream().map(LedgerSummary::of).toList();
  }

  private static LedgerSummary of(List<LedgerLine> lines) {
    Map<String, Long> fates = new LinkedHashMap<>();
    for (LedgerLine.Fate fate : LedgerLine.Fate.values()) {
      lines.stream()
          .filter(line -> line.fate() == fate)
          .map(line -> fate.label() + (line.why().isEmpty() ? "" : ": " + line.why()))
          .forEach(words -> fates.merge(words, 1L, Long::sum));
    }
    Map<String, Long> draws =
        lines.stream().collect(Collectors.groupingBy(LedgerLine::problemId, Collectors.counting()));
    List<Long> steps = lines.stream()
        .filter(line -> line.fate() != LedgerLine.Fate.PENDING)
        .map(LedgerLine::step)
        .distinct()
        .sorted()
        .toList();
    long last = steps.isEmpty() ? 0 : steps.get(steps.size() - 1);
    List<Long> missing = new ArrayList<>(LongStream.rangeClosed(1, last).boxed().toList());
    missing.removeAll(steps);
    long places = lines.stream()
        .map(line -> List.of(line.step(), line.place()))
        .distinct()
        .count();
    return new LedgerSummary(
        lines.get(0).stage(),
        lines.get(0).stageIndex(),
        steps.size(),
        lines.size(),
        draws.size(),
        fates,
        draws.values().stream().mapToLong(n -> n).max().orElse(0),
        missing,
        lines.size() - places);
  }

  /** Returns a paragraph for the terminal. */
  public String words() {
    StringBuilder words = new StringBuilder(
        "%s: %,d groups of %,d problems in %,d steps".formatted(stage, groups, problems, steps));
    words.append(
        most > 1 ? "; the most frequent problem %,d times%n".formatted(most) : "%n".formatted());
    fates.forEach((fate, count) -> words.append("  %,7d  %s%n".formatted(count, fate)));
    if (!missing.isEmpty() || twice > 0) {
      words.append(
          "  INCOMPLETE: %d steps have no line, and %d groups have two. Another program changed the files%n"
              .formatted(missing.size(), twice));
    }
    return words.toString();
  }
}

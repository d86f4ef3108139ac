package io.gradus.experiments.regrade;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.Resources;
import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Printable;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.UserError;
import io.gradus.experiments.rows.Lines;
import io.gradus.experiments.rows.RowText;
import io.gradus.experiments.statistics.ClusteredMean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Grades stored completions with a reward. */
public final class Regrade {
  /** Graded solutions of GSM8K that are part of Gradus. */
  static final String SHIPPED = "gsm8k-solutions.jsonl.gz";

  private static final int CHANGES = 5;

  private final Reward reward;
  private final Consumer<ObjectNode> rows;

  /**
   * Creates a grader.
   *
   * @param rows receives a row for each completion
   */
  public Regrade(Reward reward, Consumer<ObjectNode> rows) {
    this.reward = reward;
    this.rows = rows;
  }

  /**
   * Grades a file.
   *
   * @throws UserError if the file cannot be read, or has no completions
   */
  public Regraded file(Path file) {
    LogReader reader = new LogReader(file);
    List<Stored> stored = reader.read();
    if (stored.isEmpty()) {
      throw new UserError("%s: holds no completions".formatted(file));
    }
    return graded(file.toString(), reader.format(), stored);
  }

  /** Grades the solutions that are part of Gradus, whose published grades are known. */
  public Regraded shipped() {
    LogReader reader = new LogReader(Path.of(SHIPPED));
    try (Lines lines = Lines.of(
        SHIPPED,
        new GZIPInputStream(Resources.getResource(Regrade.class, SHIPPED).openStream()))) {
      return graded(SHIPPED, "published solutions of GSM8K", reader.lines(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Score score(Stored stored) {
    Completion completion = Completion.ofText(
        stored.text(), new int[0], stored.truncated() ? FinishReason.LENGTH : FinishReason.STOP);
    return reward.scoreGroup(new Group(stored.problem(), List.of(completion))).get(0);
  }

  private Regraded graded(String source, String format, List<Stored> stored) {
    List<Score> scores = stored.parallelStream().map(this::score).toList();
    Map<String, Long> verdicts = new TreeMap<>();
    List<Regraded.Change> changes = new ArrayList<>();
    int gained = 0;
    int lost = 0;
    int known = 0;
    double recorded = 0;
    for (int i = 0; i < scores.size(); i++) {
      Stored before = stored.get(i);
      Score score = scores.get(i);
      double now = score.succeeded() ? 1 : 0;
      verdicts.merge(score.verdict().label(), 1L, Long::sum);
      if (before.recorded().isPresent()) {
        double old = before.recorded().getAsDouble();
        known++;
        recorded += old;
        gained += now > old ? 1 : 0;
        lost += now < old ? 1 : 0;
        if (now != old && changes.size() < CHANGES) {
          String why = Printable.excerpt(score.why());
          changes.add(new Regraded.Change(before.problem().id(), old, now, why));
        }
      }
      rows.accept(row(before, score, now));
    }
    ClusteredMean mean = ClusteredMean.of(
        scores.stream().mapToDouble(s -> s.succeeded() ? 1 : 0).toArray(), problems(stored));
    return new Regraded(
        source,
        format,
        scores.size(),
        known,
        known == 0 ? 0 : recorded / known,
        mean.interval().value(),
        mean.interval().low(),
        mean.interval().high(),
        known - gained - lost,
        gained,
        lost,
        verdicts,
        changes);
  }

  /** The problems as clusters; none if all completions have one problem. */
  private static List<String> problems(List<Stored> stored) {
    List<String> problems = stored.stream().map(each -> each.problem().id()).toList();
    return problems.stream().distinct().count() < 2 ? List.of() : problems;
  }

  private static ObjectNode row(Stored before, Score score, double now) {
    ObjectNode row = RowText.row();
    row.put("id", before.problem().id());
    before.recorded().ifPresent(value -> row.put("recorded", value));
    return row.put("score", now)
        .put("verdict", score.verdict().label())
        .put("extracted", score.extracted())
        .put("why", score.why());
  }
}

package io.gradus.experiments.pipeline;

import com.google.common.io.Resources;
import com.samskivert.mustache.Mustache;
import io.gradus.core.files.AtomicFile;
import io.gradus.experiments.run.Change;
import io.gradus.experiments.run.Comparison;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The pipeline as one HTML page: a picture of its stages, and a table of what each stage did. */
public final class PipelinePage {
  private static final String FILE = "pipeline.html";
  private static final int BOX_WIDTH = 230;
  private static final int BOX_HEIGHT = 64;
  private static final int ACROSS = BOX_WIDTH + 60;
  private static final int DOWN = BOX_HEIGHT + 36;
  private static final int EDGE = 12;

  private PipelinePage() {}

  /** Writes the page, and returns its path. */
  public static Path write(PipelineSummary summary, Path folder) {
    Path page = folder.resolve(FILE);
    try {
      String template = Resources.toString(
          Resources.getResource("io/gradus/experiments/pipeline/pipeline.mustache"),
          StandardCharsets.UTF_8);
      AtomicFile.write(
          page,
          Mustache.compiler()
              .escapeHTML(true)
              .compile(template)
              .execute(values(summary))
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page;
  }

  private static Map<String, Object> values(PipelineSummary summary) {
    List<StageOutcome> stages = summary.stages();
    Map<String, int[]> places = places(stages);
    int columns = places.values().stream().mapToInt(at -> at[0]).max().orElse(0) + 1;
    int rows = places.values().stream().mapToInt(at -> at[1]).max().orElse(0) + 1;
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("pipeline", summary.pipeline());
    values.put("seed", summary.seed());
    values.put("run", summary.run());
    values.put("count", stages.size());
    values.put(
        "ended", stages.stream().filter(s -> s.status() == StageStatus.DONE).count());
    values.put(
        "seconds", number(stages.stream().mapToDouble(StageOutcome::seconds).sum()));
    values.put("width", columns * ACROSS);
    values.put("height", rows * DOWN + EDGE);
    values.put("boxWidth", BOX_WIDTH);
    values.put("boxHeight", BOX_HEIGHT);
    values.put("arrows", arrows(stages, places));
    values.put(
        "boxes",
        stages.stream().map(stage -> box(stage, at(places, stage.name()))).toList());
    values.put("rows", stages.stream().map(PipelinePage::row).toList());
    return values;
  }

  private static int[] at(Map<String, int[]> places, String stage) {
    return places.getOrDefault(stage, new int[2]);
  }

  /** Column and row of each stage: a stage is below everything that it reads. */
  private static Map<String, int[]> places(List<StageOutcome> stages) {
    Map<String, int[]> places = new LinkedHashMap<>();
    Map<Integer, Integer> used = new HashMap<>();
    for (StageOutcome stage : stages) {
      int column = stage.inputs().stream()
          .mapToInt(input -> at(places, input)[0] + 1)
          .max()
          .orElse(0);
      int row = used.merge(column, 1, Integer::sum) - 1;
      places.put(stage.name(), new int[] {column, row});
    }
    return places;
  }

  private static List<String> arrows(List<StageOutcome> stages, Map<String, int[]> places) {
    List<String> arrows = new ArrayList<>();
    for (StageOutcome stage : stages) {
      for (String input : stage.inputs()) {
        int fromX = at(places, input)[0] * ACROSS + BOX_WIDTH / 2 + EDGE;
        int fromY = at(places, input)[1] * DOWN + BOX_HEIGHT + EDGE;
        int toX = at(places, stage.name())[0] * ACROSS + BOX_WIDTH / 2 + EDGE;
        int toY = at(places, stage.name())[1] * DOWN + EDGE;
        // An arrow that skips a row goes around the box between its ends.
        int side = toY - fromY > DOWN && fromX == toX ? BOX_WIDTH / 2 + EDGE : 0;
        arrows.add("M%d %dC%d %d %d %d %d %d"
            .formatted(
                fromX,
                fromY,
                fromX + side,
                fromY + DOWN / 3,
                toX + side,
                toY - DOWN / 3,
                toX,
                toY));
      }
    }
    return arrows;
  }

  private static Map<String, Object> box(StageOutcome stage, int[] at) {
    int x = at[0] * ACROSS + EDGE;
    int y = at[1] * DOWN + EDGE;
    Map<String, Object> box = new LinkedHashMap<>();
    box.put("name", stage.name());
    box.put("type", stage.type());
    box.put("model", stage.model());
    box.put("status", stage.status().label());
    box.put("words", stage.effectWords() + stage.countWords());
    box.put("figure", figure(stage));
    box.put("reading", reading(stage));
    box.put("x", x);
    box.put("y", y);
    box.put("textX", x + EDGE);
    box.put("firstY", y + 20);
    box.put("secondY", y + 37);
    box.put("thirdY", y + 53);
    return box;
  }

  private static String figure(StageOutcome stage) {
    Optional<String> accuracy =
        stage.evaluation().values().stream().findFirst().map(StageOutcome::figure);
    return accuracy.orElseGet(() -> stage.counts().containsKey("kept")
        ? "%d samples kept".formatted(stage.counts().get("kept"))
        : "");
  }

  private static String reading(StageOutcome stage) {
    return stage.effect().values().stream()
        .map(Comparison::change)
        .flatMap(change -> Optional.ofNullable(change).stream())
        .map(Change::reading)
        .filter(reading -> reading != Change.Reading.UNCLEAR)
        .map(reading -> reading.name().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("unclear");
  }

  private static Map<String, Object> row(StageOutcome stage) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", stage.name());
    row.put("type", stage.type());
    row.put("inputs", String.join(", ", stage.inputs()));
    row.put(
        "after",
        stage.evaluation().entrySet().stream()
            .map(e -> e.getKey() + ": " + StageOutcome.figure(e.getValue()))
            .toList());
    row.put(
        "change",
        stage.effect().entrySet().stream()
            .map(e -> e.getKey() + ": " + e.getValue().words())
            .toList());
    row.put("counts", stage.countWords());
    row.put("seconds", stage.seconds() > 0 ? number(stage.seconds()) : "");
    row.put("sampled", stage.sampledTokens() > 0 ? number(stage.sampledTokens()) : "");
    row.put("trained", stage.trainedTokens() > 0 ? number(stage.trainedTokens()) : "");
    return row;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}

package io.gradus.experiments.cost;

import io.gradus.core.UserError;
import io.gradus.experiments.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Cost of a pipeline's stages, with one row for each stage. */
public final class PipelineCost {
  private static final String STAGES = "stages";
  private static final String RUN = "run";

  private PipelineCost() {}

  /**
   * Reads what the stages used, in the order in which they began.
   *
   * @throws UserError if no stage has a step yet
   */
  public static CostReport of(Path folder, Optional<Prices> prices) {
    List<Spent> rows = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Path stage : stages(folder.resolve(STAGES))) {
      String name = String.valueOf(stage.getFileName());
      if (!Files.exists(stage.resolve(RUN).resolve("metrics.jsonl"))) {
        notes.add("stage %s has no step yet".formatted(name));
        continue;
      }
      CostReport report = RunCost.of(new RunDirectory(stage.resolve(RUN)), Optional.empty());
      rows.add(report.stages().stream().reduce((a, b) -> a.plus(b, name)).orElseThrow());
      report.notes().forEach(note -> notes.add("stage %s: %s".formatted(name, note)));
    }
    if (rows.isEmpty()) {
      throw new UserError(
          "%s: no stage has a step yet, so nothing was used. Run it: gradus pipeline"
              .formatted(folder));
    }
    return new CostReport("used", folder.toString(), rows, Optional.empty(), prices, notes);
  }

  private static List<Path> stages(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .filter(Files::isDirectory)
          .sorted(Comparator.comparing(PipelineCost::begun).thenComparing(path -> path))
          .toList();
    } catch (IOException e) {
      throw new UserError("%s: cannot be listed: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** Returns when the stage's run wrote the hash of its first weights; the latest possible time if it has not begun. */
  private static Instant begun(Path stage) {
    Path provenance = new RunDirectory(stage.resolve(RUN)).provenance();
    try {
      return Files.exists(provenance)
          ? Files.getLastModifiedTime(provenance).toInstant()
          : Instant.MAX;
    } catch (IOException e) {
      return Instant.MAX; // removed meanwhile
    }
  }
}

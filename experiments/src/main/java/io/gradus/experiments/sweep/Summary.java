package io.gradus.experiments.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gradus.core.files.AtomicFile;
import io.gradus.experiments.report.RunCurves;
import io.gradus.experiments.report.SeedCurves;
import io.gradus.experiments.report.SeedCurves.Picture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Result of a sweep: {@code summary.json}, {@code findings.csv}, {@code values.csv}, {@code tables.csv} and {@code
 * curves/}.
 *
 * @param sweep directory of the sweep
 * @param runs number of runs that have a result
 * @param missing runs without a result, because a safety check stopped them
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Summary(
    String study,
    String sweep,
    int runs,
    List<String> missing,
    List<Arm> arms,
    List<ClaimFinding> findings,
    List<ArmTable> tables,
    List<String> pictures) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * An arm.
   *
   * @param set changes of the recipe in this arm only
   */
  public record Arm(String name, Map<String, String> set) {}

  public Summary {
    missing = List.copyOf(missing);
    arms = List.copyOf(arms);
    tables = List.copyOf(tables);
    findings = List.copyOf(findings);
    pictures = List.copyOf(pictures);
  }

  /**
   * Summarises the finished runs of a sweep, and writes the files.
   *
   * @param folder directory of the sweep
   * @throws io.gradus.core.UserError if a file cannot be written
   */
  public static Summary write(Study study, Sweep sweep, Path folder) {
    Map<String, Map<Long, RunCurves>> runs = new LinkedHashMap<>();
    study.arms().forEach(arm -> runs.put(arm.name(), new TreeMap<>()));
    List<String> missing = new ArrayList<>();
    int count = 0;
    for (PlannedRun run : sweep.runs()) {
      if (run.finished()) {
        count++;
        runs.computeIfAbsent(run.arm().name(), name -> new TreeMap<>())
            .put(run.seed(), RunCurves.read(run.directory().path()));
      } else {
        missing.add(run.words());
      }
    }
    List<ClaimFinding> findings = study.claims().stream()
        .map(claim -> ClaimFinding.of(claim, values(claim.measure(), runs)))
        .toList();
    Summary summary = new Summary(
        study.name(),
        folder.toString(),
        count,
        missing,
        study.arms().stream()
            .map(arm -> new Arm(arm.name(), Plan.settings(arm)))
            .toList(),
        findings,
        study.tables().stream()
            .map(measure -> ArmTable.of(measure, values(measure, runs)))
            .toList(),
        draw(study, runs, folder));
    summary.write(folder);
    return summary;
  }

  private static Map<String, Map<Long, Measure.Value>> values(
      Measure measure, Map<String, Map<Long, RunCurves>> runs) {
    Map<String, Map<Long, Measure.Value>> values = new LinkedHashMap<>();
    runs.forEach((arm, seeds) -> {
      Map<Long, Measure.Value> ofArm = new TreeMap<>();
      seeds.forEach((seed, run) -> measure.value(run).ifPresent(value -> ofArm.put(seed, value)));
      values.put(arm, ofArm);
    });
    return values;
  }

  private static List<String> draw(
      Study study, Map<String, Map<Long, RunCurves>> runs, Path folder) {
    List<String> files = new ArrayList<>();
    for (Study.Curve curve : study.curves()) {
      Map<String, List<RunCurves>> shown = new LinkedHashMap<>();
      runs.forEach((arm, seeds) -> {
        if (curve.arms().isEmpty() || curve.arms().contains(arm)) {
          shown.put(arm, List.copyOf(seeds.values()));
        }
      });
      new SeedCurves(shown)
          .write(folder.resolve("curves"), new Picture(curve.y(), curve.x(), curve.stage()))
          .forEach(file -> files.add(file.toString()));
    }
    return files;
  }

  private void write(Path folder) {
    try {
      AtomicFile.write(folder.resolve("summary.json"), JSON.writeValueAsBytes(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("summary: JSON cannot hold it", e);
    }
    List<String> rows = new ArrayList<>();
    rows.add(
        "claim,measure,arm,against,seeds,arm_mean,against_mean,effect,low,high,expected,verdict");
    List<String> values = new ArrayList<>();
    values.add("claim,measure,arm,seed,value");
    for (ClaimFinding finding : findings) {
      ClaimFinding.Mean against = finding.against();
      ClaimFinding.Interval effect = finding.effect();
      rows.add(row(
          finding.claim(),
          finding.measure(),
          finding.arm().name(),
          against == null ? "" : against.name(),
          finding.seeds(),
          mean(finding.arm()),
          against == null ? "" : mean(against),
          effect == null ? "" : effect.mean(),
          effect == null || effect.low() == null ? "" : effect.low(),
          effect == null || effect.high() == null ? "" : effect.high(),
          finding.expected(),
          finding.verdict()));
      finding
          .values()
          .forEach((arm, seeds) -> seeds.forEach((seed, value) ->
              values.add(row(finding.claim(), finding.measure(), arm, seed, value))));
    }
    save(folder.resolve("findings.csv"), rows);
    save(folder.resolve("values.csv"), values);
    save(folder.resolve("tables.csv"), tableRows());
  }

  /** A row for each arm of each table, with a column for each setting that differs between arms. */
  private List<String> tableRows() {
    Set<String> settings = new LinkedHashSet<>();
    arms.forEach(arm -> settings.addAll(arm.set().keySet()));
    List<Object> header = new ArrayList<>(List.of("measure", "arm"));
    header.addAll(settings);
    header.addAll(List.of("seeds", "mean", "low", "high", "not_reached"));
    List<String> rows = new ArrayList<>();
    rows.add(row(header.toArray()));
    for (ArmTable table : tables) {
      for (int a = 0; a < arms.size(); a++) {
        ArmTable.Line line = table.lines().get(a);
        ClaimFinding.Interval value = line.value();
        List<Object> cells = new ArrayList<>(List.of(table.measure(), line.arm()));
        Map<String, String> set = arms.get(a).set();
        settings.forEach(path -> cells.add(set.getOrDefault(path, "")));
        cells.add(line.seeds());
        cells.add(value == null ? "" : value.mean());
        cells.add(value == null || value.low() == null ? "" : value.low());
        cells.add(value == null || value.high() == null ? "" : value.high());
        cells.add(line.notReached());
        rows.add(row(cells.toArray()));
      }
    }
    return rows;
  }

  private static Object mean(ClaimFinding.Mean mean) {
    return mean.value() == null ? "" : mean.value().mean();
  }

  private static String row(Object... cells) {
    return Arrays.stream(cells)
        .map(String::valueOf)
        .map(cell -> cell.matches("[^,\"\n\r]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining(","));
  }

  private static void save(Path file, List<String> rows) {
    AtomicFile.write(file, (String.join("\n", rows) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Findings, missing runs and files, as text for the terminal. */
  @JsonIgnore
  public String words() {
    List<String> lines = new ArrayList<>();
    findings.forEach(finding -> lines.add(finding.words()));
    tables.forEach(table -> lines.add(table.words()));
    if (!missing.isEmpty()) {
      lines.add("without a result: " + String.join("; ", missing));
    }
    lines.add("%d runs; summary: %s".formatted(runs, Path.of(sweep).resolve("summary.json")));
    return String.join("\n", lines);
  }
}

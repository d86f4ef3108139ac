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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Result of a sweep: {@code summary.json}, {@code findings.csv}, {@code values.csv} and {@code curves/}.
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
    List<ClaimFinding> findings,
    List<String> pictures) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public Summary {
    missing = List.copyOf(missing);
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
        study.name(), folder.toString(), count, missing, findings, draw(study, runs, folder));
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
    if (!missing.isEmpty()) {
      lines.add("without a result: " + String.join("; ", missing));
    }
    lines.add("%d runs; summary: %s".formatted(runs, Path.of(sweep).resolve("summary.json")));
    return String.join("\n", lines);
  }
}

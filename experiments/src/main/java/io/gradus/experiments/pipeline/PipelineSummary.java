package io.gradus.experiments.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.experiments.journal.Journal;
import io.gradus.experiments.run.BeforeAfter;
import io.gradus.experiments.run.RunDirectory;
import io.gradus.experiments.samples.SampleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** All stages of a pipeline, what each did, and what it cost: {@code pipeline.json}. */
public record PipelineSummary(String pipeline, long seed, String run, List<StageOutcome> stages) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public PipelineSummary {
    stages = List.copyOf(stages);
  }

  /** Reads the results of the stages that have ended. */
  public static PipelineSummary of(PipelineRun run, Path folder) {
    List<StageOutcome> outcomes = new ArrayList<>();
    Map<String, StageStatus> statuses = run.statuses();
    for (StageNode node : run.stages()) {
      StageStatus status = statuses.getOrDefault(node.name(), StageStatus.WAITING);
      outcomes.add(outcome(run, node, status));
    }
    return new PipelineSummary(
        run.pipeline().name(), run.pipeline().seed(), folder.toString(), outcomes);
  }

  private static StageOutcome outcome(PipelineRun run, StageNode node, StageStatus status) {
    RunDirectory directory = run.home(node.name()).run();
    boolean ended = Files.exists(directory.result());
    Map<String, JsonNode> evaluation = ended ? BeforeAfter.lastEvaluation(directory) : Map.of();
    Map<String, BeforeAfter> effect = new LinkedHashMap<>();
    if (status == StageStatus.DONE) {
      node.from()
          .map(from -> run.home(from).run())
          .ifPresent(before -> effect.putAll(BeforeAfter.ofRuns(before, directory)));
    }
    List<JsonNode> steps =
        ended ? new Journal(directory.path().resolve("metrics.jsonl")).read() : List.of();
    return new StageOutcome(
        node.name(),
        node.type(),
        node.model(),
        List.copyOf(node.inputs()),
        status,
        ended
            ? ((Number) RunDirectory.readJson(directory.result()).getOrDefault("seconds", 0))
                .doubleValue()
            : 0,
        sum(steps, "sampled_tokens"),
        sum(steps, "trained_tokens"),
        evaluation,
        effect,
        counts(directory));
  }

  private static double sum(List<JsonNode> steps, String metric) {
    return steps.stream().mapToDouble(step -> step.path(metric).asDouble()).sum();
  }

  private static Map<String, Long> counts(RunDirectory directory) {
    Path file = directory.artefacts(1, "rejection-sampling").resolve(SampleFile.COUNTS);
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      return JSON.readValue(file.toFile(), new TypeReference<LinkedHashMap<String, Long>>() {});
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Writes {@code pipeline.json}. */
  public void write(Path file) {
    try {
      AtomicFile.write(file, JSON.writeValueAsBytes(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("summary: JSON cannot hold it", e);
    }
  }

  /** Returns one line for each stage. */
  public String words() {
    int width = stages.stream().mapToInt(stage -> stage.name().length()).max().orElse(1);
    return stages.stream().map(stage -> line(stage, width)).collect(Collectors.joining("\n"));
  }

  private static String line(StageOutcome stage, int width) {
    StringBuilder line = new StringBuilder(String.format(
        Locale.ROOT,
        "%-" + width + "s  %-7s  %s",
        stage.name(),
        stage.status().label(),
        stage.type()));
    if (!stage.inputs().isEmpty()) {
      line.append(" after ").append(String.join(", ", stage.inputs()));
    }
    if (stage.seconds() > 0) {
      line.append(String.format(Locale.ROOT, ", %.0f s", stage.seconds()));
    }
    for (String words : List.of(stage.effectWords(), stage.countWords())) {
      if (!words.isEmpty()) {
        line.append("\n").append(" ".repeat(width + 2)).append(words);
      }
    }
    return line.toString();
  }
}

package io.gradus.experiments.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Problem;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.text.Template;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a selection. {@code samples.jsonl} has the columns of TRL's data for supervised fine-tuning ({@code
 * prompt}, {@code completion}). {@code pairs.jsonl} has the columns of TRL's preference data. {@code counts.json} has
 * the number of completions by reason. Each file is complete or absent.
 */
public final class SampleFile {
  /** Name of the file with the kept completions. */
  public static final String SAMPLES = "samples.jsonl";

  /** Name of the file with the pairs. */
  public static final String PAIRS = "pairs.jsonl";

  /** Name of the file with the counts by reason. */
  public static final String COUNTS = "counts.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SampleFile() {}

  /** Writes one line for each sample. The template writes its prompt, as the policy read it. */
  public static void write(List<Selection.Sample> samples, Template template, Path file) {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Selection.Sample sample : samples) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("prompt", template.prompt(sample.problem()));
      line.put("completion", sample.completion().text());
      line.put("id", "%s#%d".formatted(sample.problem().id(), lines.size()));
      line.put("question", sample.problem().question());
      line.put("answer", sample.problem().answer());
      line.put("reward", sample.score().value());
      line.put("tokens", sample.completion().length());
      lines.add(sampled(line, sample.problem()));
    }
    write(lines, file);
  }

  /** Returns a line with the fields that every sampled completion has. */
  static Map<String, Object> sampled(Map<String, Object> line, Problem problem) {
    Map<String, Object> all = new LinkedHashMap<>(line);
    all.put("special_tokens", true);
    if (!problem.attributes().isEmpty()) {
      all.put("attributes", new TreeMap<>(problem.attributes()));
    }
    return all;
  }

  /** Writes one line for each preference pair. */
  public static void writePairs(List<Map<String, Object>> rows, Path file) {
    write(rows, file);
  }

  /** Writes the counts as one JSON object. */
  public static void write(Map<String, Long> counts, Path file) {
    AtomicFile.write(file, (text(counts) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void write(List<Map<String, Object>> lines, Path file) {
    StringBuilder all = new StringBuilder();
    lines.forEach(line -> all.append(text(line)).append('\n'));
    AtomicFile.write(file, all.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Map<String, ?> value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("samples: JSON cannot hold them", e);
    }
  }
}

package io.gradus.experiments.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.gradus.core.files.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a selection: {@code samples.jsonl}, with the columns of TRL's data for supervised fine-tuning ({@code
 * prompt}, {@code completion}), and {@code counts.json}, with the number of completions by reason.
 */
public final class SampleFile {
  /** Name of the file with the kept completions. */
  public static final String SAMPLES = "samples.jsonl";

  /** Name of the file with the counts by reason. */
  public static final String COUNTS = "counts.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private SampleFile() {}

  /** Writes one line for each sample. The file is complete or absent. */
  public static void write(List<Selection.Sample> samples, Path file) {
    StringBuilder lines = new StringBuilder();
    int number = 0;
    for (Selection.Sample sample : samples) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("id", "%s#%d".formatted(sample.problem().id(), number++));
      line.put("prompt", sample.problem().question());
      line.put("completion", sample.completion().text());
      line.put("answer", sample.problem().answer());
      line.put("reward", sample.score().value());
      line.put("special_tokens", true);
      line.put("tokens", sample.completion().length());
      if (!sample.problem().attributes().isEmpty()) {
        line.put("attributes", sample.problem().attributes());
      }
      lines.append(text(line)).append('\n');
    }
    AtomicFile.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the counts as one JSON object. */
  public static void write(Map<String, Long> counts, Path file) {
    AtomicFile.write(file, (text(counts) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Map<String, ?> value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("samples: JSON cannot hold them", e);
    }
  }
}

package io.gradus.experiments.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.files.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Folder of an evaluation.
 *
 * <ul>
 *   <li>{@code evaluation.json}: the model, and what decides the answers
 *   <li>{@code suite.yaml}: the benchmarks with every key
 *   <li>{@code answers/NAME.jsonl}: a line for each question
 *   <li>{@code variants/NAME/VARIANT.jsonl}: the same with another prompt
 *   <li>{@code results.json}: the scores
 * </ul>
 */
public record EvaluationFolder(Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 64 << 20;

  /** Whether a folder holds an evaluation. */
  public boolean begun() {
    return Files.isRegularFile(path.resolve("evaluation.json"));
  }

  /**
   * Begins or continues an evaluation.
   *
   * @param identity everything that decides the answers, by name
   * @throws UserError if the folder holds another evaluation
   */
  void claim(Map<String, String> identity, String suite) {
    if (begun()) {
      JsonNode before = read("evaluation.json");
      for (Map.Entry<String, String> entry : identity.entrySet()) {
        String old = before.path(entry.getKey()).asText();
        if (!old.equals(entry.getValue())) {
          throw new UserError(
              "%s: holds an evaluation with another %s ('%s', now '%s'). Choose another folder with --output, or delete this one"
                  .formatted(path, entry.getKey(), old, entry.getValue()));
        }
      }
    }
    // Variants may be added later, so the suite of the last process counts.
    AtomicFile.write(path.resolve("suite.yaml"), suite.getBytes(StandardCharsets.UTF_8));
    write("evaluation.json", identity);
  }

  /** Answers to a benchmark. */
  public AnswerFile answers(String benchmark) {
    return new AnswerFile(path.resolve("answers").resolve(benchmark + ".jsonl"));
  }

  /** Answers to a variant of a benchmark's prompt. */
  AnswerFile variant(String benchmark, String variant) {
    return new AnswerFile(path.resolve("variants").resolve(benchmark).resolve(variant + ".jsonl"));
  }

  /**
   * Names of the benchmarks that have answers, sorted.
   *
   * @throws UserError if the folder holds no evaluation
   */
  public List<String> benchmarks() {
    try (Stream<Path> files = Files.list(path.resolve("answers"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jsonl") && !name.startsWith("."))
          .map(name -> name.substring(0, name.length() - ".jsonl".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UserError(
          "%s: has no folder 'answers'. Give the output folder of gradus eval --benchmarks"
              .formatted(path),
          e);
    }
  }

  /** Writes the scores. */
  void results(Object results) {
    write("results.json", results);
  }

  private void write(String name, Object value) {
    try {
      AtomicFile.write(
          path.resolve(name), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("JSON cannot hold " + value, e);
    }
  }

  private JsonNode read(String name) {
    Path file = path.resolve(name);
    try {
      return JSON.readTree(TextFile.read(file, MAX_BYTES));
    } catch (JsonProcessingException e) {
      throw new UserError(
          "%s: is damaged: %s. Delete the folder to evaluate again"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  /** Identity of an evaluation in a fixed order. */
  static Map<String, String> identity(String model, String weights, String suite, int budget) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("format", "1");
    identity.put("model", model);
    identity.put("weights", weights);
    identity.put("suite", suite);
    identity.put("batch_tokens", Integer.toString(budget));
    return identity;
  }
}

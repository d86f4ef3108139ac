package io.gradus.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.experiments.binding.NearPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a run keeps everything: {@code recipe.yaml} (resolved), {@code provenance.json}, {@code metrics.jsonl}, {@code
 * evaluations.jsonl}, {@code rollouts/}, {@code checkpoints/}, {@code tensorboard/}, {@code result.json}, the report.
 */
public record RunDirectory(Path path) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final int DIFFERENCES = 8;

  public Path recipe() {
    return path.resolve("recipe.yaml");
  }

  public Path provenance() {
    return path.resolve("provenance.json");
  }

  public Path result() {
    return path.resolve("result.json");
  }

  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  public Path tensorboard() {
    return path.resolve("tensorboard");
  }

  Path reference(int stage) {
    return path.resolve("reference-%d.safetensors".formatted(stage));
  }

  Path rollouts(int stage, String name) {
    return path.resolve("rollouts").resolve(stage + "-" + name);
  }

  Journal metrics() {
    return new Journal(path.resolve("metrics.jsonl"));
  }

  Journal evaluations() {
    return new Journal(path.resolve("evaluations.jsonl"));
  }

  /**
   * The directory of a run that has begun.
   *
   * @throws UserError that says what is there in its place, or which run may have been meant
   */
  public static RunDirectory existing(Path path) {
    RunDirectory run = new RunDirectory(path);
    if (Files.isRegularFile(path)) {
      throw new UserError(
          "%s: is a file, not a run: give the folder that 'train' wrote, as runs/NAME"
              .formatted(path));
    }
    if (!Files.isDirectory(path)) {
      throw new UserError(
          "%s: there is no such run directory.%s Give the folder that 'train' wrote."
              .formatted(path, NearPath.beside(path, Files::isDirectory)));
    }
    if (!run.begun()) {
      throw new UserError(
          "%s: is not a run directory: it has no recipe.yaml. Give the folder that 'train' wrote."
              .formatted(path));
    }
    return run;
  }

  /** Whether a run has begun here. */
  public boolean begun() {
    return Files.exists(recipe());
  }

  /**
   * Sees that a resolved recipe may run here: the directory is new, or the run there is to be resumed and has the same recipe.
   * Nothing is written.
   *
   * @throws UserError that says what differs, and what to do
   */
  void admit(String resolved, boolean resume) {
    if (!begun()) {
      if (resume) {
        throw new UserError(
            "%s: no run has begun here, so there is none to resume; leave out --resume"
                .formatted(path));
      }
      return;
    }
    if (!resume) {
      throw new UserError(
          "%s: there is a run here already; go on with it (--resume) or choose another place (--run DIR)"
              .formatted(path));
    }
    List<String> differences = differences(text(recipe()), resolved);
    if (!differences.isEmpty()) {
      throw new UserError(
          "%s: the run here has another recipe, and a run goes on only with its own. Choose another place (--run DIR), or undo:\n%s"
              .formatted(path, String.join("\n", differences)));
    }
  }

  /** Begins a run of a recipe here, unless it has begun. */
  void begin(String resolved) {
    if (!begun()) {
      AtomicFile.write(recipe(), resolved.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Key by key; the first few. */
  private static List<String> differences(String before, String now) {
    Map<String, String> old = flat(before);
    Map<String, String> present = flat(now);
    Set<String> keys = new LinkedHashSet<>(old.keySet());
    keys.addAll(present.keySet());
    List<String> differences = keys.stream()
        .filter(key -> !Objects.equals(old.get(key), present.get(key)))
        .limit(DIFFERENCES)
        .map(key -> "  %s: the run has %s, now it is %s"
            .formatted(key, old.getOrDefault(key, "nothing"), present.getOrDefault(key, "nothing")))
        .collect(Collectors.toCollection(ArrayList::new));
    if (differences.isEmpty() && !before.equals(now)) {
      differences.add("  the same keys stand in another order");
    }
    return differences;
  }

  /** A recipe's values by their paths, {@code stages[0].plan.steps}. */
  private static Map<String, String> flat(String recipe) {
    Map<String, String> values = new LinkedHashMap<>();
    try {
      flatten("", YAML.readTree(recipe), values);
    } catch (JsonProcessingException e) {
      values.put("recipe", e.getOriginalMessage());
    }
    return values;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> values) {
    if (node.isObject()) {
      node.properties()
          .forEach(field -> flatten(
              path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
              field.getValue(),
              values));
    } else if (node.isArray() && !node.isEmpty()) {
      for (int i = 0; i < node.size(); i++) {
        flatten("%s[%d]".formatted(path, i), node.get(i), values);
      }
    } else {
      values.put(path, node.isValueNode() ? node.asText() : node.toString());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(file, e), e);
    }
  }

  static void writeJson(Path file, Map<String, ?> content) {
    try {
      AtomicFile.write(file, JSON.writeValueAsBytes(content));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("content: holds what JSON cannot: " + content, e);
    }
  }

  /** The facts in a JSON file. */
  public static Map<String, Object> readJson(Path file) {
    try {
      return JSON.readValue(file.toFile(), new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}

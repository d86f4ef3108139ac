package io.gradus.experiments.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A recorded prediction, compared with what the run used.
 *
 * @param predicted the prediction, as it was printed with {@code --json}
 * @param sameRecipe whether the prediction was made for the recipe of the run
 */
public record PredictionCheck(JsonNode predicted, CostReport used, boolean sameRecipe) {
  private static final String RECIPE = "recipe_sha256";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns the file of a run's prediction, beside the run directory, which does not exist yet. */
  public static Path file(Path run) {
    Path name = run.toAbsolutePath().normalize();
    return name.resolveSibling(name.getFileName() + ".prediction.json");
  }

  /**
   * Records a prediction.
   *
   * @param recipe the recipe as text, with every default written out
   */
  public static void write(Path file, CostReport prediction, String recipe) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Map<String, Object> fields = new LinkedHashMap<>(prediction.fields());
      fields.put(RECIPE, hash(recipe));
      AtomicFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(fields));
    } catch (IOException e) {
      throw new UserError("%s: cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String hash(String recipe) {
    return Hashing.sha256().hashString(recipe, StandardCharsets.UTF_8).toString();
  }

  /**
   * Returns the comparison with a recorded prediction; empty if none is recorded.
   *
   * @param recipe the recipe of the run as text
   */
  public static Optional<PredictionCheck> of(Path file, CostReport used, String recipe) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode predicted = JSON.readTree(file.toFile());
      return Optional.of(new PredictionCheck(
          predicted, used, predicted.path(RECIPE).asText().equals(hash(recipe))));
    } catch (IOException e) {
      throw new UserError(
          "%s: is no prediction: %s. Predict again, or remove the file"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Returns predicted, used, and their ratio, by stage and quantity. */
  public Map<String, Object> fields() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("same_recipe", sameRecipe);
    rows().forEach(row -> {
      Map<String, Object> numbers = new LinkedHashMap<>();
      row.numbers.forEach((name, pair) -> numbers.put(
          name, Map.of("predicted", pair[0], "used", pair[1], "ratio", pair[0] / pair[1])));
      all.put(row.name, numbers);
    });
    return all;
  }

  private record Row(String name, Map<String, double[]> numbers) {}

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Spent stage : used.stages()) {
      for (JsonNode other : predicted.path("stages")) {
        if (other.path("stage").asText().equals(stage.stage())) {
          rows.add(row(other, stage));
        }
      }
    }
    rows.add(row(predicted.path("total"), used.total()));
    return rows;
  }

  private static Row row(JsonNode predicted, Spent used) {
    Map<String, double[]> numbers = new LinkedHashMap<>();
    put(numbers, "seconds", predicted.path("seconds").asDouble(), used.allSeconds());
    put(
        numbers,
        "processor_seconds",
        predicted.path("processor_seconds").asDouble(),
        used.processor());
    for (String kind : List.of("sampled", "trained")) {
      put(
          numbers,
          kind + "_tokens",
          predicted.path("tokens").path(kind).asDouble(),
          used.tokens().getOrDefault(kind, 0.0));
    }
    put(numbers, "flops", predicted.path("flops").asDouble(), used.allFlops());
    return new Row(used.stage(), numbers);
  }

  private static void put(Map<String, double[]> numbers, String name, double a, double b) {
    if (a > 0 && b > 0) {
      numbers.put(name, new double[] {a, b});
    }
  }

  /** Returns a table of ratios. */
  public String words() {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("predicted : used", "seconds", "processor s", "sampled", "trained", "FLOP"));
    for (Row row : rows()) {
      List<String> cells = new ArrayList<>(List.of(row.name));
      for (String name :
          List.of("seconds", "processor_seconds", "sampled_tokens", "trained_tokens", "flops")) {
        double[] pair = row.numbers.get(name);
        cells.add(pair == null ? "" : String.format(Locale.ROOT, "%.2f", pair[0] / pair[1]));
      }
      table.add(cells);
    }
    return CostReport.layout(table)
        + (sameRecipe
            ? ""
            : "\nnote: the prediction was made for another recipe or other settings, so the ratios say nothing about its quality");
  }
}

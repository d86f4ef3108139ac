package io.gradus.experiments.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A benchmark before and after, in one mode of sampling.
 *
 * @param before metrics of the last evaluation before the first stage that explores, or else of the first evaluation
 * @param after metrics of the last evaluation
 * @param change paired difference; null if there is only one evaluation, or if the problems differ
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BeforeAfter(
    JsonNode before, JsonNode after, @Nullable Change change) {

  /** All comparisons of a run by benchmark and mode, such as {@code addition sampled}. */
  static Map<String, BeforeAfter> all(RunDirectory directory, Recipe recipe) {
    Map<String, JsonNode> before = new LinkedHashMap<>();
    Map<String, JsonNode> after = new LinkedHashMap<>();
    boolean anyExplores = recipe.stages().stream().anyMatch(Stage::explores);
    for (JsonNode line : directory.evaluations().read()) {
      String key = line.path("benchmark").asText() + " " + line.path("mode").asText();
      boolean prepares =
          anyExplores && isBeforeExploration(recipe, line.path("stage_index").asInt());
      if (prepares || !before.containsKey(key)) {
        before.put(key, line);
      }
      after.put(key, line);
    }
    Map<String, BeforeAfter> all = new LinkedHashMap<>();
    after.forEach((key, line) -> {
      JsonNode first = before.getOrDefault(key, line);
      all.put(
          key,
          new BeforeAfter(
              figures(first),
              figures(line),
              first.equals(line) ? null : Change.between(first, line).orElse(null)));
    });
    return all;
  }

  /**
   * Compares the last evaluations of two runs, by benchmark and mode. A paired difference needs the same problems of
   * the benchmark in both runs.
   *
   * @param before directory of the run that came first
   */
  public static Map<String, BeforeAfter> ofRuns(RunDirectory before, RunDirectory after) {
    Map<String, JsonNode> first = last(before);
    Map<String, BeforeAfter> all = new LinkedHashMap<>();
    last(after).forEach((key, line) -> {
      JsonNode earlier = first.get(key);
      if (earlier != null) {
        all.put(
            key,
            new BeforeAfter(
                figures(earlier), figures(line), Change.between(earlier, line).orElse(null)));
      }
    });
    return all;
  }

  /** Returns the figures of a run's last evaluation, by benchmark and mode. */
  public static Map<String, JsonNode> lastEvaluation(RunDirectory directory) {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    last(directory).forEach((key, line) -> all.put(key, figures(line)));
    return all;
  }

  private static Map<String, JsonNode> last(RunDirectory directory) {
    Map<String, JsonNode> last = new LinkedHashMap<>();
    for (JsonNode line : directory.evaluations().read()) {
      last.put(line.path("benchmark").asText() + " " + line.path("mode").asText(), line);
    }
    return last;
  }

  private static boolean isBeforeExploration(Recipe recipe, int stage) {
    return recipe.stages().subList(0, stage).stream().noneMatch(Stage::explores);
  }

  private static JsonNode figures(JsonNode line) {
    ObjectNode figures = line.deepCopy();
    figures.remove("solved");
    return figures;
  }

  /** {@code pass@1 3.2 % -> 91.0 % (+87.8 points, 95 %: +83.0 to +92.1) on 500 problems}. */
  public String words() {
    String mode = after.path("mode").asText();
    return String.format(
        Locale.ROOT,
        "%s %.1f %% -> %.1f %%%s on %d %s",
        Result.figure(mode),
        100 * before.path("pass_at_1").asDouble(),
        100 * after.path("pass_at_1").asDouble(),
        change == null ? "" : " (" + change.words() + ")",
        after.path("problems").asInt(),
        Result.counted(mode));
  }
}

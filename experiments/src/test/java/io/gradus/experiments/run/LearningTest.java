package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.StopSignal;
import io.gradus.core.component.Components;
import io.gradus.experiments.binding.RecipeWriter;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a short quickstart: the reward rises, and rises further after a stop and a resume. */
class LearningTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STOP_AFTER = 12;

  @TempDir
  Path folder;

  @Test
  void theRewardRisesAndRisesFurtherAfterAResume() throws Exception {
    Components components = Components.load();
    Recipe recipe = new RecordBinder(components)
        .bind(Recipe.class, YamlTree.read(Path.of("src/test/resources/recipes/learning.yaml")));
    String resolved = new RecipeWriter(components).write(recipe);
    RunDirectory directory = new RunDirectory(folder.resolve("run"));

    StopSignal stop = new StopSignal();
    Thread watcher = new Thread(() -> stopOnceThere(stop));
    watcher.start();
    try (Progress progress = Progress.onStandardError()) {
      assertThat(catchThrowable(
              () -> new Run(recipe, resolved, directory, progress, stop).train(false)))
          .isInstanceOf(StopSignal.StopRequested.class);
      int stopped = rewards().size();
      new Run(recipe, resolved, directory, progress, new StopSignal()).train(true);

      List<Double> rewards = rewards();
      assertThat(rewards).hasSize(40);
      assertThat(stopped).isBetween(STOP_AFTER, 39);
      double first = mean(rewards.subList(0, 4));
      double before = mean(rewards.subList(stopped - 6, stopped));
      double last = mean(rewards.subList(34, 40));
      System.out.printf(
          "reward %.2f at first, %.2f when stopped after step %d, %.2f at the end%n",
          first, before, stopped, last);
      assertThat(before).isGreaterThan(first + 0.05);
      assertThat(last).isGreaterThan(before + 0.05).isGreaterThan(first + 0.25);
    }
  }

  private void stopOnceThere(StopSignal stop) {
    try {
      while (rewards().size() < STOP_AFTER) {
        Thread.sleep(5);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop.request();
  }

  private List<Double> rewards() throws IOException {
    List<Double> rewards = new ArrayList<>();
    Path file = folder.resolve("run/metrics.jsonl");
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        if (line.contains("\"stage\":\"grpo\"") && line.endsWith("}")) {
          JsonNode node = JSON.readTree(line);
          rewards.add(node.path("reward/mean").asDouble());
        }
      }
    }
    return rewards;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElseThrow();
  }
}

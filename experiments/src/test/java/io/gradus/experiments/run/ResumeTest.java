package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that is killed again and again ends with the same bits as one that was not. {@code -Dgradus.kills=25} for more kills, {@code
 * -Dgradus.kill.seed=N} for others.
 */
class ResumeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KILLS = Integer.getInteger("gradus.kills", 5);
  private static final long SEED = Long.getLong("gradus.kill.seed", 17);

  @TempDir
  Path folder;

  @Test
  void aRunKilledAtRandomInstantsAndResumedGivesTheSameBits() throws Exception {
    Path recipe = Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath();
    long begin = System.nanoTime();
    GradusProcess whole =
        new GradusProcess(folder, "train", recipe.toString(), "--run", "whole", "--json");
    assertThat(whole.await(300)).as(whole.errors()).isZero();
    // Of the whole process, native libraries too: one JSON object and nothing else.
    assertThat(JSON.readTree(whole.output()).path("run").asText()).isEqualTo("whole");
    long millis = (System.nanoTime() - begin) / 1_000_000;

    Random random = new Random(SEED);
    int kills = 0;
    Path run = folder.resolve("killed");
    for (int attempt = 0; kills < KILLS; attempt++) {
      assertThat(attempt).as("attempts to kill it %d times", KILLS).isLessThan(20 * KILLS);
      GradusProcess process = start(recipe, run);
      // Up to a third of the whole run, so that a run is killed several times on its way.
      if (process.killAfter(300 + random.nextLong(Math.max(1, millis / 3)))) {
        kills++;
      } else {
        assertThat(process.await(1)).as(process.errors()).isZero();
        compare(folder.resolve("whole"), run);
        delete(run);
      }
    }
    GradusProcess last = start(recipe, run);
    assertThat(last.await(300)).as(last.errors()).isZero();
    compare(folder.resolve("whole"), run);
    System.out.printf("killed %d times (seed %d), the bits are the same%n", kills, SEED);
  }

  private GradusProcess start(Path recipe, Path run) throws IOException {
    return Files.exists(run.resolve("recipe.yaml"))
        ? new GradusProcess(folder, "train", recipe.toString(), "--run", run.toString(), "--resume")
        : new GradusProcess(folder, "train", recipe.toString(), "--run", run.toString());
  }

  private static void compare(Path whole, Path resumed) throws IOException {
    assertThat(weights(resumed)).isEqualTo(weights(whole));
    assertThat(lines(resumed.resolve("metrics.jsonl")))
        .isEqualTo(lines(whole.resolve("metrics.jsonl")));
    assertThat(lines(resumed.resolve("evaluations.jsonl")))
        .isEqualTo(lines(whole.resolve("evaluations.jsonl")));
    assertThat(rollouts(resumed)).isEqualTo(rollouts(whole)).isNotEmpty();
  }

  private static String weights(Path run) throws IOException {
    return JSON.readTree(run.resolve("result.json").toFile())
        .path("weights_sha256")
        .asText();
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      ObjectNode node = (ObjectNode) JSON.readTree(line);
      node.properties().removeIf(field -> field.getKey().startsWith("time/"));
      lines.add(node);
    }
    return lines;
  }

  private static Map<String, String> rollouts(Path run) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run.resolve("rollouts"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          contents.put(
              run.relativize(file).toString(),
              new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return contents;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.gradus.core.checkpoint.Checkpoint;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.cli.Folder;
import io.gradus.experiments.journal.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Kills a run and resumes it under bad conditions. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InterruptedRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RECIPE =
      Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath().toString();

  @TempDir
  static Path folder;

  private static Path run() {
    return folder.resolve("run");
  }

  private static String[] train(Path run) {
    return new String[] {
      "train", RECIPE, "--run", run.toString(), "--set", "grpo.plan.steps=4000", "--resume"
    };
  }

  private static Checkpoint newest(Path run) {
    return Checkpoints.newest(run.resolve("checkpoints")).orElseThrow();
  }

  /** Kills a run in the middle of its second stage. */
  @BeforeAll
  static void aRunIsKilled() throws Exception {
    String[] first = train(run());
    GradusProcess process = new GradusProcess(
        folder, List.of(first).subList(0, first.length - 1).toArray(new String[0]));
    process.awaitWords("grpo: 4000 steps", 300);
    for (int i = 0; !newest(run()).name().startsWith("2-grpo"); i++) {
      assertThat(i).as("waits for a checkpoint: %s", process.errors()).isLessThan(15_000);
      Thread.sleep(20);
    }
    CommandLineRun second = CommandLineRun.of(train(run()));
    CommandLineRun anew =
        CommandLineRun.of(List.of(first).subList(0, first.length - 1).toArray(new String[0]));
    CommandLineRun looked =
        CommandLineRun.of("sample", run().toString(), "1+2", "--max-tokens", "4");
    process.killAfter(0);
    assertThat(second.exitCode()).as(second.err()).isEqualTo(2);
    assertThat(second.err())
        .contains("the run directory is in use by process ", "choose another directory")
        .doesNotContain("at io.gradus");
    assertThat(anew.exitCode()).isEqualTo(2);
    assertThat(anew.err())
        .contains("the run directory is in use by process ")
        .doesNotContain("--resume");
    assertThat(looked.exitCode()).as(looked.err()).isZero();
    assertThat(process.errors()).doesNotContain("cannot be written");
  }

  @Test
  @Order(1)
  void aFullDiskDuringACheckpointLosesNothing() throws Exception {
    assumeTrue(Files.exists(Path.of("/bin/sh")), "skipped: this system has no /bin/sh");
    Path run = Folder.copy(run(), folder.resolve("full"));
    Map<String, String> before = Folder.content(run.resolve("checkpoints"));
    // Limits the size of files (a block is 512 or 1,024 bytes); the weights of a checkpoint exceed
    // it.
    List<String> limited = List.of("/bin/sh", "-c", "ulimit -f 128; exec \"$0\" \"$@\"");
    GradusProcess process = new GradusProcess(folder, limited, train(run));
    assertThat(process.await(300)).as(process.errors()).isEqualTo(2);
    assertThat(process.errors())
        .contains(
            "2-grpo-",
            "cannot be written (File too large): it needs ",
            "Earlier checkpoints are unchanged. Make room or choose another folder.")
        .doesNotContain("at io.gradus", "Exception");
    assertThat(Folder.content(run.resolve("checkpoints"))).isEqualTo(before);

    GradusProcess resumed = new GradusProcess(folder, train(run));
    resumed.awaitWords("continuing from checkpoint " + newest(run()).name(), 300);
    resumed.killAfter(0);
  }

  @Test
  @Order(2)
  void weightsThatAreNotNumbersStopTheRunBeforeAnotherCheckpoint() throws Exception {
    Path run = Folder.copy(run(), folder.resolve("poisoned"));
    poison(run);
    Map<String, String> before = Folder.content(run.resolve("checkpoints"));
    long step = Position.ofCheckpoint(newest(run).name()).step() + 1;
    deleteRecorded(run, step);
    CommandLineRun result = CommandLineRun.of(train(run));
    assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
    assertThat(result.err())
        .contains("the run was stopped: step " + step + ":", "of problem '", "NaN")
        .contains("earlier checkpoint")
        .doesNotContain("at io.gradus", "Exception");
    assertThat(result.out()).isEmpty();
    assertThat(Folder.content(run.resolve("checkpoints"))).isEqualTo(before);
  }

  @Test
  @Order(0)
  void aResumeUsesTheOriginalNumberOfThreads() throws Exception {
    assumeTrue(
        System.getenv("OMP_NUM_THREADS") == null,
        "skipped: OMP_NUM_THREADS is set, which decides instead");
    Path run = Folder.copy(run(), folder.resolve("threads"));
    Path provenance = run.resolve("provenance.json");
    ObjectNode facts = (ObjectNode) JSON.readTree(provenance.toFile());
    int here = facts.path("threads").asInt();
    JSON.writeValue(provenance.toFile(), facts.put("threads", here + 1));
    GradusProcess resumed = new GradusProcess(folder, train(run));
    resumed.awaitWords(
        "using the original %d thread(s) and not the %d of this machine".formatted(here + 1, here),
        300);
    resumed.awaitWords("continuing from checkpoint", 300);
    resumed.killAfter(0);
  }

  private static void deleteRecorded(Path run, long step) throws IOException {
    Files.deleteIfExists(run.resolve("rollouts/2-grpo/step-%06d.jsonl.gz".formatted(step)));
  }

  /** Puts NaN into the newest checkpoint's weights, and updates the manifest. */
  private static void poison(Path run) throws IOException {
    Checkpoint checkpoint = newest(run);
    Path weights = checkpoint.file("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = bytes.length - 64; at < bytes.length; at += Float.BYTES) {
      buffer.putFloat(at, Float.NaN);
    }
    Files.write(weights, bytes);
    Path manifest = checkpoint.file("manifest.json");
    JsonNode content = JSON.readTree(manifest.toFile());
    for (JsonNode file : content.path("files")) {
      if (file.path("name").asText().equals("model.safetensors")) {
        ((ObjectNode) file)
            .put(
                "sha256", MoreFiles.asByteSource(weights).hash(Hashing.sha256()).toString());
      }
    }
    JSON.writeValue(manifest.toFile(), content);
  }
}

package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.cli.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resumes a finished run with another number of steps, or with other settings that change no past step. */
class ExtensionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TINY =
      Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath().toString();
  private static final String COSINE = "grpo.optimizer.schedule=cosine";

  @TempDir
  static Path folder;

  private static Path ended() {
    return folder.resolve("ended");
  }

  @BeforeAll
  static void aRunOfEightStepsEnds() throws IOException {
    succeeded(train(ended(), "grpo.plan.steps=8"));
    JsonNode signal = json(ended().resolve("result.json")).path("signal").get(0);
    assertThat(signal.path("steps").asInt()).isEqualTo(8);
    // Without signal no weight moves, so equal bits would prove nothing.
    assertThat(signal.path("without_signal").asInt()).isLessThan(4);
  }

  private static CommandLineRun train(Path run, String... settings) {
    return CommandLineRun.of(arguments(run, settings).toArray(new String[0]));
  }

  private static CommandLineRun resume(Path run, String... settings) {
    List<String> arguments = arguments(run, settings);
    arguments.add("--resume");
    return CommandLineRun.of(arguments.toArray(new String[0]));
  }

  private static List<String> arguments(Path run, String... settings) {
    List<String> arguments = new ArrayList<>(
        List.of("train", TINY, "--run", run.toString(), "--set", "sft.plan.steps=80"));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return arguments;
  }

  private static CommandLineRun succeeded(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private static Path copy(String name) throws IOException {
    return Folder.copy(ended(), folder.resolve(name));
  }

  private static JsonNode json(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      ObjectNode node = (ObjectNode) JSON.readTree(line);
      node.properties().removeIf(field -> field.getKey().matches("(time|energy)/.*"));
      lines.add(node);
    }
    return lines;
  }

  @Test
  void eightStepsAndFourMoreGiveTheBitsOfTwelve() throws IOException {
    Path extended = copy("extended");
    CommandLineRun second = succeeded(resume(extended, "grpo.plan.steps=12"));
    Path atOnce = folder.resolve("at-once");
    succeeded(train(atOnce, "grpo.plan.steps=12"));

    assertThat(json(extended.resolve("result.json")).path("weights_sha256"))
        .isEqualTo(json(atOnce.resolve("result.json")).path("weights_sha256"))
        .isNotEqualTo(json(ended().resolve("result.json")).path("weights_sha256"));
    assertThat(lines(extended.resolve("metrics.jsonl")))
        .isEqualTo(lines(atOnce.resolve("metrics.jsonl")));
    assertThat(Files.readString(extended.resolve("recipe.yaml")))
        .isEqualTo(Files.readString(atOnce.resolve("recipe.yaml")));
    assertThat(second.err())
        .contains(
            "adjusted: stages[1].plan.steps: 8 -> 12",
            "Give the same --set at each further --resume")
        .doesNotContain("learning rate depends");
    CommandLineRun third = resume(extended, "grpo.plan.steps=8");
    assertThat(third.exitCode()).isEqualTo(2);
    assertThat(third.err()).contains("repeat it: --set stages[1].plan.steps=12");
    JsonNode adjustment = JSON.readTree(Files.readString(extended.resolve("adjustments.jsonl")));
    assertThat(adjustment.path("key").asText()).isEqualTo("stages[1].plan.steps");
    assertThat(adjustment.path("old").asText()).isEqualTo("8");
    assertThat(adjustment.path("new").asText()).isEqualTo("12");
    assertThat(adjustment.path("stage_index").asInt()).isEqualTo(2);
    assertThat(adjustment.path("step").asInt()).isEqualTo(8);
  }

  @Test
  void aScheduleThatDependsOnTheStepsIsReportedAndRecorded() throws IOException {
    Path run = folder.resolve("cosine");
    succeeded(train(run, "grpo.plan.steps=4", COSINE));
    CommandLineRun second = succeeded(resume(run, "grpo.plan.steps=6", COSINE));
    assertThat(second.err())
        .contains(
            "grpo: the learning rate depends on the number of steps. Steps 2 to 4 used "
                + "the rates of a stage of 4 steps",
            "the weights will differ from a single stage of 6 steps");
    assertThat(JSON.readTree(Files.readString(run.resolve("adjustments.jsonl")))
            .path("effect")
            .asText())
        .contains("Steps 2 to 4");
    Path atOnce = folder.resolve("cosine-at-once");
    succeeded(train(atOnce, "grpo.plan.steps=6", COSINE));
    assertThat(json(run.resolve("result.json")).path("weights_sha256"))
        .isNotEqualTo(json(atOnce.resolve("result.json")).path("weights_sha256"));
  }

  @Test
  void keysThatChangeNoPastStepMayDiffer() throws IOException {
    Path run = copy("adjusted");
    CommandLineRun second = succeeded(resume(
        run,
        "grpo.plan.steps=9",
        "memory=900MiB",
        "checkpoint.keep=5",
        "checkpoint.every=2",
        "evaluation.every=3",
        "evaluation.benchmarks[0].problems=4",
        "name=renamed",
        "grpo.sampling.rows=3"));
    assertThat(second.err()).contains("memory: auto -> 900MiB", "evaluation.every: 7 -> 3");
    assertThat(lines(run.resolve("adjustments.jsonl"))).hasSize(8);
    assertThat(Files.readString(run.resolve("recipe.yaml"))).contains("memory: 900MiB");
    assertThat(
            json(run.resolve("result.json")).path("stages").get(1).path("steps").asInt())
        .isEqualTo(9);
  }

  @Test
  void everyOtherDifferenceIsListedAndRefused() throws IOException {
    Path run = copy("refused");
    Map<String, String> before = Folder.content(run);
    CommandLineRun second = resume(
        run,
        "grpo.plan.steps=12",
        "seed=6",
        "grpo.plan.group-size=8",
        "grpo.optimizer.learning-rate=1e-3",
        "sft.plan.batch=8",
        "grpo.sampling.temperature=0.9");
    assertThat(second.exitCode()).isEqualTo(2);
    assertThat(second.err())
        .contains(
            "only steps, memory, checkpoint, evaluation and name may differ",
            "  seed: 5 -> 6",
            "  stages[1].plan.group-size: 4 -> 8",
            "  stages[1].optimizer.learning-rate: 3.0E-4 -> 0.001",
            "  stages[0].plan.batch: 16 -> 8",
            "  stages[1].sampling.temperature: 1.0 -> 0.9")
        .doesNotContain("stages[1].plan.steps", "at io.gradus");
    assertThat(Folder.content(run)).isEqualTo(before);
  }

  @Test
  void aStageCannotBecomeShorterThanItsFinishedSteps() throws IOException {
    Path run = copy("shorter");
    CommandLineRun shorter = resume(run, "grpo.plan.steps=7");
    assertThat(shorter.exitCode()).isEqualTo(2);
    assertThat(shorter.err())
        .contains("stages[1].plan.steps: 8 -> 7: the run has already made 8 steps; set 8 or more");
    CommandLineRun earlier = resume(run, "sft.plan.steps=90", "grpo.plan.steps=8");
    assertThat(earlier.exitCode()).isEqualTo(2);
    assertThat(earlier.err())
        .contains("stages[0].plan.steps: 80 -> 90: stage 1 has ended, and the next one began");
  }

  @Test
  void aKilledExtensionIsResumedWithTheSameBits() throws IOException {
    Path whole = copy("whole");
    succeeded(resume(whole, "grpo.plan.steps=12", "checkpoint.keep=20"));
    // Like a run that was killed after saving the ninth step.
    Path cut = Folder.copy(whole, folder.resolve("cut"));
    MoreFiles.deleteRecursively(
        cut.resolve("checkpoints/2-grpo-000012"), RecursiveDeleteOption.ALLOW_INSECURE);
    Files.delete(cut.resolve("result.json"));
    succeeded(resume(cut, "grpo.plan.steps=12", "checkpoint.keep=20"));
    assertThat(json(cut.resolve("result.json")).path("weights_sha256"))
        .isEqualTo(json(whole.resolve("result.json")).path("weights_sha256"));
    assertThat(lines(cut.resolve("adjustments.jsonl")))
        .isEqualTo(lines(whole.resolve("adjustments.jsonl")));
  }

  @Test
  void aRunOfAnOlderVersionIsRefusedWithItsVersion() throws IOException {
    Path run = copy("older");
    ObjectNode facts = (ObjectNode) json(run.resolve("provenance.json"));
    facts.remove("run_format");
    JSON.writeValue(run.resolve("provenance.json").toFile(), facts);
    for (CommandLineRun refused : List.of(
        resume(run, "grpo.plan.steps=12"),
        CommandLineRun.of("eval", run.toString()),
        CommandLineRun.of("sample", run.toString(), "1+2"),
        CommandLineRun.of("export", run.toString(), "--to", folder.resolve("x").toString()))) {
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err())
          .contains("an older version of Gradus wrote this run", "run format 1")
          .doesNotContain("at io.gradus");
    }
  }

  @Test
  void aFolderWithOtherFilesIsRefusedAsARunDirectory() throws IOException {
    Path own = Files.createDirectory(folder.resolve("own"));
    Files.writeString(own.resolve("thesis.tex"), "x");
    Map<String, String> before = Folder.content(own);
    CommandLineRun refused = train(own, "grpo.plan.steps=1");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("this folder has files that no run wrote (thesis.tex)", "--run DIR");
    assertThat(Folder.content(own)).isEqualTo(before);
  }
}

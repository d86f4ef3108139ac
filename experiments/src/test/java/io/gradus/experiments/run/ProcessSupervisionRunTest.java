package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.experiments.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Process supervision by a rule and by a process reward model, from the recipe to the recorded advantages. */
class ProcessSupervisionRunTest {
  private static final Path RECIPES = Path.of("src/test/resources/recipes").toAbsolutePath();
  private static final String BY_RULE = RECIPES.resolve("tiny-process.yaml").toString();
  private static final String MODEL =
      RECIPES.resolve("tiny-process-reward-model.yaml").toString();
  private static final String STEPS = "steps: {separators: [\"<think>\", \";\", \"</think>\"]}";

  @TempDir
  static Path shared;

  @TempDir
  Path folder;

  private static Path byRule() {
    return shared.resolve("by-rule");
  }

  private static Path model() {
    return shared.resolve("model");
  }

  @BeforeAll
  static void train() {
    succeeds("train", BY_RULE, "--run", byRule().toString());
    succeeds("train", MODEL, "--run", model().toString());
  }

  private static CommandLineRun succeeds(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private static String refused(String recipe, String... set) {
    List<String> arguments = new ArrayList<>(List.of("train", recipe, "--dry-run"));
    for (String change : set) {
      arguments.addAll(List.of("--set", change));
    }
    CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("\tat ");
    return run.err();
  }

  /** Completions of a run, by step and group. */
  private static Map<String, List<JsonNode>> groups(Path run) throws IOException {
    Map<String, List<JsonNode>> groups = new TreeMap<>();
    new FinishedRun(run).rollouts().forEach((file, content) -> {
      if (file.contains("step-")) {
        content
            .lines()
            .map(FinishedRun::json)
            .forEach(line -> groups
                .computeIfAbsent(file + line.path("group"), g -> new ArrayList<>())
                .add(line));
      }
    });
    return groups;
  }

  /** Computes the equation of the paper from the recorded texts, without the code under test. */
  private static void assertThatAdvantagesFollowFromSteps(List<JsonNode> group) {
    List<Double> pool = new ArrayList<>();
    group.forEach(
        line -> line.path("steps").forEach(step -> pool.add(step.path("value").asDouble())));
    double mean = pool.stream().mapToDouble(r -> r).average().orElseThrow();
    double deviation = Math.sqrt(
        pool.stream().mapToDouble(r -> (r - mean) * (r - mean)).sum() / (pool.size() - 1));
    for (JsonNode line : group) {
      int tokens = line.path("tokens").size();
      double[] expected = new double[tokens];
      int steps = line.path("steps").size();
      for (int j = 0; j < steps; j++) {
        int left = line.path("steps").get(j).path("end").asInt();
        boolean ends = false;
        for (int t = 0; t < tokens && !ends; t++) {
          expected[t] += deviation < 1e-9
              ? 0
              : (line.path("steps").get(j).path("value").asDouble() - mean) / (deviation + 1e-6);
          left -= line.path("pieces").get(t).asText().length();
          ends = left <= 0 && j < steps - 1;
        }
      }
      JsonNode written = line.path("advantages");
      for (int t = 0; t < tokens; t++) {
        double actual =
            (written.isMissingNode() ? line.path("advantage") : written.get(t)).asDouble();
        assertThat(actual).as("%s", line.path("completion")).isCloseTo(expected[t], within(1e-9));
      }
    }
  }

  @Test
  void theRecordedAdvantagesAreThoseOfTheEquation() throws IOException {
    Map<String, List<JsonNode>> groups = groups(byRule());
    assertThat(groups).hasSize(18);
    groups.values().forEach(ProcessSupervisionRunTest::assertThatAdvantagesFollowFromSteps);
    assertThat(
            groups.values().stream().flatMap(List::stream).filter(line -> line.has("advantages")))
        .as("completions whose tokens have different advantages")
        .isNotEmpty();
  }

  @Test
  void theShareOfRightStepsIsAMetric() throws IOException {
    for (JsonNode step : new FinishedRun(byRule()).lines("metrics.jsonl")) {
      if (step.path("stage").asInt() == 2 || step.has("reward/mean")) {
        assertThat(step.path("term/steps").asDouble(-1)).isBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void aResumedRunHasTheSameBits() throws IOException {
    Path run = folder.resolve("run");
    succeeds("train", BY_RULE, "--run", run.toString(), "--set", "grpo.plan.steps=1");
    succeeds("train", BY_RULE, "--run", run.toString(), "--resume");
    assertThat(new FinishedRun(run).weights()).isEqualTo(new FinishedRun(byRule()).weights());
  }

  @Test
  void contradictionsAreRefusedWithPlaceAndRemedy() {
    assertThat(refused(BY_RULE, "grpo.objective.reward=arithmetic-answer"))
        .contains("advantage: process needs a score for each step", "step-match");
    assertThat(refused(
            BY_RULE,
            "grpo.objective.reward={type: sum, terms: [{reward: {type: step-match, " + STEPS
                + ", answer: arithmetic-answer}}]}"))
        .contains("advantage: process needs a score for each step, but Sum");
    assertThat(refused(BY_RULE, "grpo.objective.reward.steps={separators: [\"\\n\"]}"))
        .contains("reward.steps.separators: the policy's tokenizer cannot write '\\n'");
    assertThat(refused(BY_RULE, "grpo.objective.reward.steps={separators: []}"))
        .contains("separators: must have at least one text");
    assertThat(refused(BY_RULE, "grpo.plan.group-size=1")).contains("plan.group-size");
    assertThat(
            refused(BY_RULE, "grpo.objective.advantage={type: kl-in-reward, advantage: process}"))
        .contains("reads no rewards of tokens");
    assertThat(refused(BY_RULE, "grpo.dataset={type: arithmetic}"))
        .contains("no attribute 'steps'", "digit-chain");
    assertThat(refused(
            BY_RULE,
            "grpo.objective.reward={type: reward-model, model: %s, whole: min}".formatted(model())))
        .contains("whole: there are no scores of steps to combine");
    assertThat(refused(
            BY_RULE,
            "grpo.objective.reward={type: reward-model, model: %s, part: answer, %s}"
                .formatted(model(), STEPS)))
        .contains("part: a model that scores steps reads the whole completion");
    assertThat(refused(MODEL, "process-reward-model.labels=arithmetic-answer"))
        .contains("labels: ArithmeticAnswer scores whole completions, not steps");
    assertThat(refused(
            MODEL,
            "process-reward-model.labels={type: reward-model, model: %s, %s}"
                .formatted(model(), STEPS)))
        .contains("labels: a reward model cannot label");
    assertThat(refused(MODEL, "process-reward-model.labels=step-labels"))
        .contains("its steps have no labels", "trl-file");
    assertThat(refused(MODEL, "policy.head=language")).contains("Set policy.head: score");
  }

  // -------------------------------------------------------------------------------------------
  // the process reward model

  @Test
  void heldOutStepsAreMeasured() throws IOException {
    List<JsonNode> steps = new FinishedRun(model()).lines("metrics.jsonl");
    assertThat(steps).hasSize(8);
    for (JsonNode step : steps) {
      assertThat(step.path("loss").asDouble()).isPositive();
      assertThat(step.path("accuracy").asDouble(-1)).isBetween(0.0, 1.0);
      assertThat(step.path("steps/right").asDouble()).isBetween(0.5, 1.0);
      assertThat(step.path("steps/first_error").asDouble(-1)).isBetween(0.0, 1.0);
    }
    assertThat(steps.get(7).path("loss").asDouble())
        .isLessThan(steps.get(0).path("loss").asDouble());
    List<JsonNode> evaluations = new FinishedRun(model()).lines("evaluations.jsonl");
    JsonNode last = evaluations.get(evaluations.size() - 1);
    assertThat(last.path("mode").asText()).isEqualTo("steps");
    assertThat(last.path("problems").asInt()).as("both texts of each problem").isEqualTo(12);
    for (String figure : List.of(
        "step_accuracy",
        "right_steps",
        "step_auc",
        "calibration_error",
        "found_in_wrong",
        "found_in_right")) {
      assertThat(last.path(figure).asDouble(-1)).as(figure).isBetween(0.0, 1.0);
    }
    assertThat(Files.readString(model().resolve("result.json")))
        .contains("held-out steps: ", "first error found ", "texts");
  }

  @Test
  void aResumedModelHasTheSameBitsWhateverTheMicroBatches() throws IOException {
    Path run = folder.resolve("run");
    succeeds("train", MODEL, "--run", run.toString(), "--set", "process-reward-model.plan.steps=5");
    succeeds("train", MODEL, "--run", run.toString(), "--resume");
    assertThat(new FinishedRun(run).weights()).isEqualTo(new FinishedRun(model()).weights());
    Path other = folder.resolve("other");
    succeeds(
        "train",
        MODEL,
        "--run",
        other.toString(),
        "--set",
        "process-reward-model.plan.micro-batch=16");
    List<JsonNode> whole = new FinishedRun(other).lines("metrics.jsonl");
    List<JsonNode> parts = new FinishedRun(model()).lines("metrics.jsonl");
    for (int i = 0; i < whole.size(); i++) {
      assertThat(whole.get(i).path("loss").asDouble())
          .isCloseTo(parts.get(i).path("loss").asDouble(), within(1e-4));
    }
  }

  @Test
  void theModelSupervisesAPolicyAndItsStepsAreProbabilities() throws IOException {
    Path run = folder.resolve("run");
    succeeds(
        "train",
        BY_RULE,
        "--run",
        run.toString(),
        "--set",
        "grpo.plan.steps=1",
        "--set",
        "grpo.objective.reward={type: reward-model, model: %s, %s}".formatted(model(), STEPS));
    Map<String, List<JsonNode>> groups = groups(run);
    groups.values().forEach(ProcessSupervisionRunTest::assertThatAdvantagesFollowFromSteps);
    for (List<JsonNode> group : groups.values()) {
      for (JsonNode line : group) {
        double[] values = new double[line.path("steps").size()];
        Arrays.setAll(values, j -> line.path("steps").get(j).path("value").asDouble());
        assertThat(values).isNotEmpty();
        assertThat(Arrays.stream(values).allMatch(p -> p > 0 && p < 1)).isTrue();
        assertThat(line.path("reward").asDouble())
            .isEqualTo(Arrays.stream(values).min().orElseThrow());
      }
    }
  }

  /** A step's score depends on what comes before its end, and on nothing after it. */
  @Test
  void aStepScoresTheSameWhateverFollows() throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    String row =
        "{\"verifier\": \"reward-model\", \"options\": {\"model\": \"%s\", \"whole\": \"%s\", \"steps\": {\"separators\": [\"<think>\", \";\", \"</think>\"]}}, \"question\": \"4*7+9\", \"completion\": \"%s\"}\n";
    Files.writeString(
        rows,
        row.formatted(model(), "product", "<think>4*7=8;8+9=7</think><answer>7</answer>")
            + row.formatted(model(), "last", "<think>4*7=8;8+9=2</think>"));
    List<JsonNode> scored = succeeds("score", rows.toString())
        .out()
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(FinishedRun::json)
        .toList();
    JsonNode first = scored.get(0).path("steps");
    JsonNode second = scored.get(1).path("steps");
    assertThat(first).hasSize(3);
    assertThat(second).hasSize(2);
    assertThat(second.get(0).path("value").asDouble())
        .isCloseTo(first.get(0).path("value").asDouble(), within(1e-6));
    double product = 1;
    for (JsonNode step : first) {
      product *= step.path("value").asDouble();
    }
    assertThat(scored.get(0).path("reward").asDouble()).isCloseTo(product, within(1e-12));
    assertThat(scored.get(1).path("reward").asDouble())
        .isEqualTo(Objects.requireNonNull(second.get(1)).path("value").asDouble());
  }

  @Test
  void aFileWithTrlsColumnsTrainsAModel() throws IOException {
    Path rows = folder.resolve("steps.jsonl");
    Files.writeString(rows, """
        {"prompt": "4*7+9", "completions": ["4*7=8", "8+9=7"], "labels": [true, true]}
        {"prompt": "4*7+8", "completions": ["4*7=8", "8+8=7"], "labels": [true, false]}
        """);
    String data =
        "dataset: {type: trl-file, path: %s, step-separator: \";\"}, labels: {type: step-labels, steps: {separators: [\";\"]}}"
            .formatted(rows);
    Path run = folder.resolve("run");
    succeeds(
        "train",
        MODEL,
        "--run",
        run.toString(),
        "--set",
        "stages=[{type: process-reward-model, %s, plan: {steps: 2, batch: 2}, optimizer: {type: adamw, learning-rate: 1.0e-3}}]"
            .formatted(data),
        "--set",
        "evaluation={benchmarks: [{type: steps, %s}]}".formatted(data));
    assertThat(new FinishedRun(run)
            .lines("metrics.jsonl")
            .get(0)
            .path("steps/right")
            .asDouble())
        .isEqualTo(0.75);
    assertThat(new FinishedRun(run)
            .lines("evaluations.jsonl")
            .get(0)
            .path("problems")
            .asInt())
        .isEqualTo(2);
  }
}

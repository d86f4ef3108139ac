package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.rewards.code.sandbox.Sandbox;
import io.gradus.rewards.code.sandbox.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks {@code gradus doctor}: healthy recipes, faulty recipes, and a run after its cold start. */
class DoctorCommandTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String SICK = """
      name: sick
      device: cpu
      dtype: float32
      matmul: mkl
      policy:
        architecture: {type: decoder, layers: 1, width: 16, heads: 2, hidden: 32, context: 256}
      stages:
        - type: grpo
          dataset: {type: file, path: %s}
          plan: {steps: 2, problems-per-step: 2, group-size: 4}
          sampling: {max-tokens: 16}
          objective: {reward: %s}
          optimizer: {type: adamw, learning-rate: 1.0e-4}
      """;

  @TempDir
  Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path sick(String rows, String reward) throws IOException {
    return write("sick.yaml", SICK.formatted(write("data.jsonl", rows), reward));
  }

  private static JsonNode json(int exitCode, String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of("doctor"));
    line.addAll(List.of(arguments));
    line.add("--json");
    CommandLineRun run = CommandLineRun.of(line.toArray(new String[0]));
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
    return JSON.readTree(run.out());
  }

  private static List<JsonNode> of(JsonNode diagnosis, String check) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode finding : diagnosis.path("findings")) {
      if (finding.path("check").asText().equals(check)) {
        found.add(finding);
      }
    }
    return found;
  }

  @Test
  void theQuickstartIsHealthyAndItsSignalComesAfterTheColdStart() throws IOException {
    JsonNode diagnosis = json(0, ROOT.resolve("recipes/quickstart.yaml").toString());
    assertThat(diagnosis.path("faults").asInt()).isZero();
    assertThat(diagnosis.path("warnings").asInt()).isZero();
    assertThat(of(diagnosis, "signal")).singleElement().satisfies(f -> {
      assertThat(f.path("severity").asText()).isEqualTo("note");
      assertThat(f.path("remedy").asText()).contains("gradus doctor runs/quickstart");
    });
    assertThat(of(diagnosis, "gold-answers"))
        .hasSize(2)
        .allMatch(f -> f.path("severity").asText().equals("ok"));
  }

  @Test
  void countdownIsHealthy() throws IOException {
    String file = ROOT.resolve("recipes/data/countdown_cd3_test.jsonl").toString();
    JsonNode diagnosis = json(
        0,
        ROOT.resolve("recipes/countdown.yaml").toString(),
        "--problems",
        "100",
        "--set",
        "sft.dataset.exclude=" + file,
        "--set",
        "grpo.dataset.exclude=" + file,
        "--set",
        "evaluation.benchmarks[0].dataset.path=" + file);
    assertThat(diagnosis.path("faults").asInt()).isZero();
    assertThat(diagnosis.path("warnings").asInt()).isZero();
  }

  @Test
  void aRunIsCheckedWithItsNewestCheckpoint() throws IOException {
    Path run = folder.resolve("run");
    CommandLineRun trained = TinyRun.train(run, "--set", "evaluation.benchmarks=[]");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    Map<String, String> before = Folder.content(run);
    JsonNode diagnosis = json(0, run.toString());
    assertThat(of(diagnosis, "signal"))
        .singleElement()
        .satisfies(f -> assertThat(f.path("what").asText())
            .contains("the newest checkpoint (2-grpo-000002)", "mean reward", "verdicts"));
    assertThat(Folder.content(run)).isEqualTo(before);
  }

  @Test
  void aFailingGoldAnswerIsReportedOnOnePageWithItsRemedyAndExitCode2() throws IOException {
    Path recipe = sick("{\"question\": \"3+4\", \"answer\": \"seven\"}\n", "{type: number-answer}");
    CommandLineRun run = CommandLineRun.of("doctor", recipe.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out())
        .contains("FAULT\n", "gold-answers", "data.jsonl:1", "-> ", "NOTE\n", "OK\n")
        .doesNotContain("at io.gradus");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 120);
    assertThat(run.out().lines().count()).isLessThan(60);
  }

  @Test
  void anUntrainedPolicyWithoutSignalIsAWarningAndNoFault() throws IOException {
    JsonNode diagnosis = json(
        0,
        sick(
                "{\"question\": \"3+4\", \"answer\": \"7\"}\n{\"question\": \"4+4\", "
                    + "\"answer\": \"8\"}\n",
                "{type: math-answer}")
            .toString());
    assertThat(of(diagnosis, "signal")).singleElement().satisfies(f -> {
      assertThat(f.path("severity").asText()).isEqualTo("warning");
      assertThat(f.path("what").asText()).contains("no group has a signal", "2 groups of 4");
    });
    long findings = diagnosis.path("findings").size();
    assertThat(diagnosis.path("faults").asLong()
            + diagnosis.path("warnings").asLong()
            + diagnosis.path("notes").asLong()
            + diagnosis.path("ok").asLong())
        .isEqualTo(findings);
  }

  @Test
  void aLeakedBenchmarkFileIsFoundByItsGuessedOrGivenField() throws IOException {
    String recipe = sick(
            "{\"question\": \"3+4\", \"answer\": \"7\"}\n{\"question\": \"4+4\", \"answer\": "
                + "\"8\"}\n",
            "{type: math-answer}")
        .toString();
    Path guessed = write("bench.csv", "id,problem\n1,3+4\n2,9+9\n");
    JsonNode diagnosis = json(2, recipe, "--against", guessed.toString());
    assertThat(of(diagnosis, "leakage"))
        .anySatisfy(f -> assertThat(f.path("what").asText()).contains("1 of 2", "bench.csv"));
    Path named = write("named.jsonl", "{\"q\": \"3+4\"}\n");
    assertThat(of(json(2, recipe, "--against", named.toString()), "data"))
        .anySatisfy(f -> assertThat(f.path("what").asText()).contains("--field"));
    assertThat(of(json(2, recipe, "--against", named.toString(), "--field", "q"), "leakage"))
        .anySatisfy(f -> assertThat(f.path("what").asText()).contains("1 of 1"));
  }

  @Test
  void unreadableDataIsAFaultAmongTheOthers() throws IOException {
    Path recipe =
        write("sick.yaml", SICK.formatted(folder.resolve("missing.jsonl"), "{type: math-answer}"));
    JsonNode diagnosis = json(2, recipe.toString());
    assertThat(of(diagnosis, "data"))
        .anySatisfy(f -> assertThat(f.path("what").asText()).contains("missing.jsonl"));
    assertThat(of(diagnosis, "memory")).hasSize(1);
  }

  @Test
  void anUnreadableRecipeIsReported() throws IOException {
    JsonNode diagnosis = json(2, folder.resolve("nowhere.yaml").toString());
    assertThat(of(diagnosis, "recipe"))
        .singleElement()
        .satisfies(f -> assertThat(f.path("what").asText()).contains("no such file"));
    CommandLineRun none = CommandLineRun.of(
        "doctor", ROOT.resolve("recipes/quickstart.yaml").toString(), "--problems", "0");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("--problems: must be positive");
  }

  @Test
  void referenceSolutionsOfCodeRunInTheSandbox() throws IOException {
    boolean sandbox;
    try (Sandbox open = Sandbox.open(Tier.FORK_SERVER, 1)) {
      sandbox = open.tier() == Tier.FORK_SERVER;
    } catch (UserError e) {
      sandbox = false;
    }
    assumeTrue(sandbox, "skipped: the sandbox does not work on this machine");
    String rows = """
        {"question": "add", "tests": ["assert add(1, 2) == 3"], "code": "def add(a, b):\\n  return a + b"}
        {"question": "neg", "tests": ["assert neg(1) == -1"], "code": "def neg(a):\\n  return -a"}
        {"question": "bad", "tests": ["assert bad(1) == 2"], "code": "def bad(a):\\n  return a"}
        {"question": "any", "tests": ["any(())"], "code": "def f(a):\\n  return a"}
        """;
    write("data.jsonl", rows);
    Path recipe = write(
        "sick.yaml",
        SICK.formatted(
            "%s, fields: {answer: ''}, attributes: [tests, code]"
                .formatted(folder.resolve("data.jsonl")),
            "{type: code-tests}"));
    JsonNode diagnosis = json(2, recipe.toString());
    assertThat(of(diagnosis, "gold-answers"))
        .anySatisfy(f -> assertThat(f.path("what").asText())
            .contains("do not pass their own reward", "data.jsonl:3"));
    assertThat(of(diagnosis, "sandbox"))
        .singleElement()
        .satisfies(
            f -> assertThat(f.path("what").asText()).contains("fork-server works on this machine"));
  }
}

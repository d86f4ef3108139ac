package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks {@code gradus doctor} and {@code train --dry-run} on rejection sampling and on stages that compare pairs. */
class DoctorStagesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEAD = """
      name: stages
      device: cpu
      dtype: float32
      matmul: mkl
      policy:
        architecture: {type: decoder, layers: 1, width: 16, heads: 2, hidden: 32, context: 48}
        head: %s
      stages:
      """;
  private static final String SAMPLES = HEAD.formatted("language") + """
        - type: rejection-sampling
          dataset: {type: file, path: %s}
          plan: {problems: 2, samples: 4, problems-per-step: 2}
          sampling: {max-tokens: %d}
          reward: {type: number-answer}
      """;
  private static final String PAIRS = HEAD + """
        - type: %s
          dataset: %s
          plan: {steps: 2, batch: 2}
          optimizer: {type: adamw, learning-rate: 1.0e-3}
      """;
  private static final String SUMS =
      "{\"question\": \"3+4\", \"answer\": \"7\"}\n{\"question\": \"4+4\", \"answer\": \"8\"}\n";

  @TempDir
  Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private List<JsonNode> findings(int exitCode, String recipe) throws IOException {
    CommandLineRun run =
        CommandLineRun.of("doctor", write("recipe.yaml", recipe).toString(), "--json");
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
    List<JsonNode> findings = new ArrayList<>();
    JSON.readTree(run.out()).path("findings").forEach(findings::add);
    return findings;
  }

  private static List<String> of(List<JsonNode> findings, String check) {
    return findings.stream()
        .filter(finding -> finding.path("check").asText().equals(check))
        .map(finding -> "%s %s: %s"
            .formatted(
                finding.path("severity").asText(),
                finding.path("where").asText(),
                finding.path("what").asText()))
        .toList();
  }

  private Path pairs(int count, String chosen, String rejected) throws IOException {
    return write(
        "pairs.jsonl",
        IntStream.range(0, count)
            .mapToObj(i -> "{\"prompt\": \"%d+1=\", \"chosen\": \"%s\", \"rejected\": \"%s\"}\n"
                .formatted(i, chosen.formatted(i + 1), rejected.formatted(i + 2)))
            .collect(Collectors.joining()));
  }

  @Test
  void theDataRewardAndTemplateOfRejectionSamplingAreChecked() throws IOException {
    List<JsonNode> well = findings(0, SAMPLES.formatted(write("data.jsonl", SUMS), 16));
    assertThat(of(well, "gold-answers"))
        .singleElement()
        .asString()
        .startsWith("ok stages[0].reward: 2 gold answers pass");
    assertThat(of(well, "template")).singleElement().asString().startsWith("ok stages[0]");
    assertThat(of(well, "context")).singleElement().asString().contains("max-tokens 16");

    List<JsonNode> sick = findings(
        2,
        SAMPLES.formatted(
            write("data.jsonl", "{\"question\": \"3+4\", \"answer\": \"seven apples\"}\n"), 47));
    assertThat(of(sick, "gold-answers"))
        .anyMatch(finding -> finding.startsWith("fault stages[0].reward: "));
    assertThat(of(sick, "context"))
        .anyMatch(finding -> finding.startsWith("fault stages[0].sampling.max-tokens: 1 of 1"));
  }

  @Test
  void rejectionSamplingThatWouldKeepNothingIsAWarningWithTheCounts() throws IOException {
    List<JsonNode> findings = findings(0, SAMPLES.formatted(write("data.jsonl", SUMS), 16));
    assertThat(of(findings, "signal"))
        .singleElement()
        .asString()
        .startsWith("warning stages[0]: nothing would be kept: completions sampled from the "
            + "policy that the recipe begins with: 0 kept");
  }

  @Test
  void aDryRunExaminesTheDataOfRejectionSampling() throws IOException {
    Path recipe = write(
        "recipe.yaml",
        SAMPLES.formatted(
            write(
                "data.jsonl",
                "{\"question\": \"%s\", \"answer\": \"7\"}\n".formatted("1".repeat(60))),
            16));
    CommandLineRun refused = CommandLineRun.of("train", recipe.toString(), "--dry-run");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("stages[0]: ", "context");
  }

  @Test
  void pairsOfAllKindsOfStagesAreChecked() throws IOException {
    String good = "{type: trl-file, path: %s}".formatted(pairs(30, "%03d", "%03d"));
    for (String[] stage : new String[][] {{"score", "reward-model"}, {"language", "preference"}}) {
      List<JsonNode> findings = findings(0, PAIRS.formatted(stage[0], stage[1], good));
      assertThat(of(findings, "pairs"))
          .as(stage[1])
          .containsExactly(
              "ok stages[0].dataset: 30 pairs fit; the chosen text is longer in 0 and shorter in 0");
      assertThat(of(findings, "template")).singleElement().asString().contains("60 texts");
      assertThat(of(findings, "demonstrations")).isEmpty();
    }
  }

  @Test
  void problemsThatAreNoPairsAndPairsThatDoNotFitAreFaults() throws IOException {
    List<JsonNode> none =
        findings(2, PAIRS.formatted("score", "reward-model", "{type: arithmetic, digits: 1}"));
    assertThat(of(none, "pairs"))
        .singleElement()
        .asString()
        .startsWith("fault stages[0].dataset: ")
        .contains("are no usable preference pairs", "has no rejected completion");
    String long_ = "{type: trl-file, path: %s}".formatted(pairs(3, "1".repeat(60) + "%d", "%d"));
    assertThat(of(findings(2, PAIRS.formatted("score", "reward-model", long_)), "pairs"))
        .anyMatch(finding -> finding.contains("more than the policy's context of 48"));
  }

  @Test
  void pairsThatLengthDecidesAreAWarning() throws IOException {
    String file = "{type: trl-file, path: %s}".formatted(pairs(30, "1+1+1=%d", "%d"));
    assertThat(of(findings(0, PAIRS.formatted("score", "reward-model", file)), "pairs"))
        .singleElement()
        .asString()
        .startsWith(
            "warning stages[0].dataset: the chosen text is longer in 30 of 30 (100.0 %) pairs");
  }

  @Test
  void pairsThatALaterRewardRanksTheOtherWayAreAWarning() throws IOException {
    String file = "{type: trl-file, path: %s, answer: answer}"
        .formatted(write(
            "pairs.jsonl",
            IntStream.range(0, 30)
                .mapToObj(i ->
                    "{\"prompt\": \"%d+1=\", \"chosen\": \"<think></think><answer>%d</answer>\", \"rejected\": \"<think></think><answer>%d</answer>\", \"answer\": \"%d\"}\n"
                        .formatted(i, i + 2, i + 1, i + 1))
                .collect(Collectors.joining())));
    String recipe = PAIRS.formatted("language", "preference", file)
        + """
        evaluation:
          benchmarks:
            - type: pass-at-k
              dataset: {type: file, path: %s}
              sampling: {max-tokens: 16}
              reward: {type: number-answer}
        """.formatted(write("held.jsonl", "{\"question\": \"90+4\", \"answer\": \"94\"}\n"));
    assertThat(of(findings(0, recipe), "pairs"))
        .singleElement()
        .asString()
        .startsWith(
            "warning stages[0].dataset: a later reward prefers the rejected text in 30 of 30");
  }
}

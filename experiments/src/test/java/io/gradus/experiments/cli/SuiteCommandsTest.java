package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Runs suites on a checkpoint of a run, then compares and regrades them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuiteCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private static Path folder = Path.of("");

  @BeforeAll
  void train() throws IOException {
    assertThat(TinyRun.train(folder.resolve("run")).exitCode()).isZero();
    Files.writeString(
        folder.resolve("sums.jsonl"),
        IntStream.range(0, 12)
            .mapToObj(i -> "{\"a\": %d, \"b\": %d}".formatted(i, 7 * i % 10))
            .collect(Collectors.joining("\n")));
    Files.writeString(folder.resolve("suite.yaml"), """
        name: sums
        benchmarks:
        - type: multiple-choice
          name: choose
          data: {path: FOLDER/sums.jsonl}
          prompt: {question: "{{a}}+{{b}}=", delimiter: ""}
          choices: "{{[a + b, a + b + 1] | map('string') | list | tojson}}"
          gold: "0"
        - type: generative
          name: write
          data: {path: FOLDER/sums.jsonl}
          prompt: {question: "{{a}}+{{b}}="}
          target: "{{a + b}}"
          answer: {max-tokens: 6, samples: 4, temperature: 1.0}
          extract: {number: {regex: "([0-9]+)"}}
          verify: {exact: exact-match}
          k: [1, 4]
          pick: {type: number-answer, form: text}
          sensitivity:
            prompts: {words: {question: "{{b}}+{{a}}="}}
            extract: {last: {regex: "([0-9]+)", last: true}}
        """.replace("FOLDER", folder.toString()));
  }

  private CommandLineRun eval(String output, String... more) {
    String[] arguments = {
      "eval",
      folder.resolve("run").toString(),
      "--benchmarks",
      folder.resolve("suite.yaml").toString(),
      "--output",
      folder.resolve(output).toString()
    };
    return CommandLineRun.of(
        Stream.of(arguments, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  @Test
  void aSuiteRunsOnACheckpointAndIsComparedAndRegraded() throws IOException {
    CommandLineRun first = eval("first", "--json");
    assertThat(first.exitCode()).as(first.err()).isZero();
    JsonNode results = JSON.readTree(first.out());
    JsonNode write = results.path("benchmarks").path("write").path("scores").path("number");
    assertThat(results.path("model").asText()).contains("grpo");
    assertThat(write.path("pass_at").path("pass@4").path("value").asDouble())
        .isGreaterThanOrEqualTo(write.path("mean").asDouble());
    assertThat(results.path("benchmarks").path("write").path("scores").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("number", "exact", "number-consensus", "number-best", "exact-best");
    assertThat(first.err())
        .contains("choose: 12 questions. A difference of", "write, prompt words: 12 questions");
    assertThat(write.path("prompts").path("words").path("mean").isNumber()).isTrue();
    assertThat(write.path("judgements").path("last").path("difference").isNumber())
        .isTrue();
    assertThat(Files.readAllLines(folder.resolve("first/variants/write/words.jsonl")))
        .hasSize(12);

    CommandLineRun again = eval("first", "--json");
    assertThat(again.out()).isEqualTo(first.out());

    CommandLineRun second = eval("second", "--checkpoint", "sft-3");
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out()).contains("choose: 12 questions").contains("pass@4");

    CommandLineRun compared = CommandLineRun.of(
        "compare", folder.resolve("first").toString(), folder.resolve("second").toString());
    assertThat(compared.exitCode()).as(compared.err()).isZero();
    assertThat(compared.out()).contains("choose acc: ").contains("write number: ");

    Path rows = folder.resolve("rows.jsonl");
    CommandLineRun regraded = CommandLineRun.of(
        "regrade",
        folder.resolve("first/answers/write.jsonl").toString(),
        "--verifier",
        "exact-match",
        "--output",
        rows.toString(),
        "--json");
    assertThat(regraded.exitCode()).as(regraded.err()).isZero();
    JsonNode log = JSON.readTree(regraded.out()).elements().next();
    assertThat(log.path("completions").asInt()).isEqualTo(48);
    assertThat(Files.readAllLines(rows)).hasSize(48);
  }

  @Test
  void mistakesAreReportedWithoutAStackTrace() {
    CommandLineRun other = eval("other", "--batch-tokens", "0");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("--batch-tokens: must be positive");
    CommandLineRun lone = CommandLineRun.of(
        "eval",
        folder.resolve("run").toString(),
        "--output",
        folder.resolve("x").toString());
    assertThat(lone.exitCode()).isEqualTo(2);
    assertThat(lone.err()).contains("--output: belongs to --benchmarks");
    CommandLineRun none = CommandLineRun.of("regrade");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("name at least one log");
  }
}

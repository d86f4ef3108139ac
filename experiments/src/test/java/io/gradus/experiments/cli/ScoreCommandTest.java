package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.SharedData;
import io.gradus.core.UserError;
import io.gradus.experiments.score.RowScoring;
import io.gradus.rewards.code.sandbox.Sandbox;
import io.gradus.rewards.code.sandbox.Tier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreCommandTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String RIGHT =
      "{\"id\": \"a\", \"verifier\": \"math-answer\", \"gold\": \"1/2\", \"answer\": \"0.5\"";

  @TempDir
  private Path folder;

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("rows.jsonl"), text).toString();
  }

  private static List<JsonNode> rows(String text) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : text.lines().toList()) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }

  private static String own(String preset) {
    URL url = RowScoring.class.getResource(preset + ".jsonl");
    try {
      return Path.of(Objects.requireNonNull(url, preset).toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAnswerIsComparedAndACompletionIsSearched() throws IOException {
    CommandLineRun run = CommandLineRun.of("score", file("""
            {"id": "a", "verifier": "math-answer", "gold": "1/2", "answer": "0.5"}
            {"id": 2, "verifier": "math-answer", "gold": "1/2", "completion": "0.5"}
            {"id": 3, "verifier": "math-answer", "gold": "1/2", "completion": "The answer is 0.5.", "options": {"leniency": "lenient"}}

            {"verifier": "countdown-answer", "numbers": [3, 5, 7], "target": 15, "answer": "3+5+7"}
            {"verifier": "countdown-answer", "numbers": "3 5 7", "target": "15", "completion": "<answer>3+5</answer>"}
            {"verifier": "format", "completion": "<think>a</think><answer>b</answer>"}
            """));
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<JsonNode> rows = rows(run.out());
    assertThat(rows)
        .extracting(row -> row.path("id").asText() + " " + row.path("verdict").asText())
        .containsExactly(
            "a correct", "2 no_answer", "3 correct", "5 correct", "6 wrong", "7 unjudged");
    assertThat(rows.get(0).properties().stream().map(java.util.Map.Entry::getKey))
        .containsExactly("id", "verdict", "reward", "extracted", "why", "micros");
    assertThat(rows.get(0).path("why").asText()).isEqualTo("0.5 equals 1/2: exact fractions");
    assertThat(run.err()).contains("6 rows in", "correct 3, wrong 1, no_answer 1, unjudged 1");
  }

  @Test
  void badLinesAreReportedWithTheirNumberAndTheRestIsScored() throws IOException {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (String line : new String[] {
      RIGHT + "}",
      "not json",
      "[1]",
      "{\"id\": 1, \"id\": 2}",
      "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
      RIGHT.replace("math-answer", "math-anser") + "}",
      RIGHT + ", \"options\": {\"decimal\": 3}}",
      RIGHT + ", \"completion\": \"x\"}",
      "{\"gold\": [], \"options\": 3}",
      RIGHT + ", \"finish\": \"length\", \"tokens\": [1]}",
      RIGHT.replace("0.5", "\u001b]0;owned\u0007\u202e") + "}"
    }) {
      input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    input.write((RIGHT + ", \"x\": \"").getBytes(StandardCharsets.UTF_8));
    input.write(new byte[] {(byte) 0xc3, '(', '"', '}', '\n'});
    input.write((RIGHT + ", \"x\": \"").getBytes(StandardCharsets.UTF_8));
    byte[] block = new byte[1 << 20];
    java.util.Arrays.fill(block, (byte) 'x');
    for (int i = 0; i < 100; i++) {
      input.write(block);
    }
    input.write(("\"}\n" + RIGHT + "}").getBytes(StandardCharsets.UTF_8));
    Path file = folder.resolve("hostile.jsonl");
    Files.write(file, input.toByteArray());
    CommandLineRun run = CommandLineRun.of("score", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(rows(run.out())).hasSize(2);
    assertThat(run.err())
        .contains(
            "hostile.jsonl:2: not JSON at column 1",
            "hostile.jsonl:3: expected an object such as {\"verifier\"",
            "hostile.jsonl:4: not JSON at column 15: Duplicate field 'id'",
            "hostile.jsonl:5: not JSON",
            "hostile.jsonl:6: verifier: unknown 'math-anser'. Did you mean 'math-answer'? Known: ",
            "hostile.jsonl:7: math-answer: options.decimal: unknown key. Did you mean 'decimals'?",
            "hostile.jsonl:8: answer: give either a final answer or a whole completion",
            "hostile.jsonl:9: verifier: missing",
            "hostile.jsonl:9: options: expected an object",
            "hostile.jsonl:9: completion: missing",
            "hostile.jsonl:9: gold: expected a text or a number, but is a list",
            "hostile.jsonl:10: finish: belongs to a whole completion",
            "hostile.jsonl:10: tokens: belongs to a whole completion",
            "hostile.jsonl:11: not JSON",
            "hostile.jsonl:12: not UTF-8: byte ",
            "hostile.jsonl:13: the line has 104,857",
            "2 rows in",
            "12 lines could not be scored")
        .doesNotContain("at io.gradus", "hostile.jsonl:14", "\u001b", "\u202e");
  }

  @Test
  void aTextCannotControlATerminal() throws IOException {
    String text = "\\u001b[31m\\u202e\\u009b\\ud800";
    CommandLineRun run = CommandLineRun.of(
        "score",
        file(
            "{\"id\": \"%1$s\", \"verifier\": \"exact-match\", \"gold\": \"x\", \"answer\": \"%1$s\", \"e\": true}"
                .formatted(text)),
        "--compare",
        "e");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).matches("[\\x20-\\x7e]+\n");
    assertThat(rows(run.out()).get(0).path("extracted").asText())
        .isEqualTo("\u001b[31m\u202e\u009b\ud800");
    assertThat(run.err()).contains("expected true, got wrong").doesNotContain("\u001b", "\u202e");
  }

  @Test
  void aColumnOfExpectedValuesGivesAConfusionTable() throws IOException {
    String rows = RIGHT + ", \"e\": true}\n" + RIGHT.replace("0.5", "0.6") + ", \"e\": true}\n"
        + RIGHT.replace("0.5", "0.6") + ", \"e\": false}\n" + RIGHT + ", \"e\": \"Correct\"}\n"
        + RIGHT + ", \"e\": 1}\n" + RIGHT.replace("1/2", "") + ", \"e\": 0}\n"
        + "{\"verifier\": \"format\", \"completion\": \"x\", \"e\": false}\n"
        + RIGHT + ", \"e\": \"rigth\"}\n" + RIGHT + "}\n";
    CommandLineRun run = CommandLineRun.of("score", file(rows), "--compare", "e", "--json");
    assertThat(run.exitCode()).isEqualTo(2);
    JsonNode figures = JSON.readTree(run.out());
    assertThat(figures.path("rows").asInt()).isEqualTo(7);
    assertThat(figures.path("bad_lines").asInt()).isEqualTo(2);
    assertThat(figures.path("compared").asInt()).isEqualTo(7);
    assertThat(figures.path("agree").asInt()).isEqualTo(5);
    assertThat(figures.path("verdicts").toString())
        .isEqualTo("{\"correct\":3,\"wrong\":2,\"verifier_error\":1,\"unjudged\":1}");
    assertThat(figures.path("confusion").toString())
        .isEqualTo("{\"true\":{\"correct\":1,\"wrong\":1},\"false\":{\"wrong\":1,\"0\":1},"
            + "\"correct\":{\"correct\":1},\"1\":{\"1\":1},\"0\":{\"verifier_error\":1}}");
    assertThat(figures.path("disagreements").findValuesAsText("got"))
        .containsExactly("wrong", "verifier_error");
    assertThat(run.err())
        .contains(
            "rows.jsonl:8: e: expected true, false, a number or the name of a verdict",
            "rows.jsonl:9: e: missing: give the expected result, because --compare names this field",
            "agreement: 5 of 7 (71.4 %)",
            "expected  correct   wrong       1  verifier_error       0",
            "true            1       1       0               0       0");
  }

  @Test
  void theOutputFileIsCompleteOrAbsent() throws IOException {
    Path target = folder.resolve("out/scored.jsonl");
    CommandLineRun run = CommandLineRun.of(
        "score", file(RIGHT + "}\nbad\n"), "--output", target.toString(), "--json");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(JSON.readTree(run.out()).path("output").asText()).isEqualTo(target.toString());
    assertThat(rows(Files.readString(target))).hasSize(1);
    CommandLineRun words = CommandLineRun.of(
        "score", file(RIGHT + "}\n" + RIGHT + "}\n"), "--output", target.toString());
    assertThat(words.exitCode()).isZero();
    assertThat(words.out()).isEmpty();
    assertThat(rows(Files.readString(target))).hasSize(2);
    assertThat(Folder.content(folder.resolve("out")).keySet()).containsExactly("scored.jsonl");
  }

  @Test
  void withoutAFileStandardInputIsRead() {
    InputStream before = System.in;
    try {
      System.setIn(
          new java.io.ByteArrayInputStream((RIGHT + "}\nbad").getBytes(StandardCharsets.UTF_8)));
      CommandLineRun run = CommandLineRun.of("score");
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.out()).contains("\"verdict\":\"correct\"");
      assertThat(run.err())
          .contains("standard input:2: not JSON", "scoring standard input: 2, took");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void wrongSettingsAreRefused() throws IOException {
    String rows = file(RIGHT + "}");
    refused("no such file", "score", folder.resolve("none.jsonl").toString());
    refused("is a folder", "score", folder.toString());
    refused("--threads: must be from 1 to 1024, but is 0", "score", rows, "--threads", "0");
    refused("is not a regular file", "score", rows, "--output", "/dev/null");
    refused(
        "--compare: leave the option out", "score", rows, "--preset", "format", "--compare", "e");
    refused(
        "math-verify, hostile-math, other-graders, hostile-code, format",
        "score",
        rows,
        "--preset",
        "fromat");
  }

  private static void refused(String words, String... command) {
    CommandLineRun run = CommandLineRun.of(command);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err().replaceAll("\\s+", " ")).contains(words).doesNotContain("at io.gradus");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"hostile-math, 5", "math-verify, 4", "other-graders, 4", "format, 4"})
  void aNewSuiteOfCasesAgrees(String preset, int cases) throws IOException {
    CommandLineRun run = CommandLineRun.of("score", "--preset", preset, own(preset));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("agreement: %1$d of %1$d (100.0 %%)".formatted(cases));
    assertThat(rows(run.out()))
        .hasSize(cases)
        .allMatch(row -> row.path("agrees").asBoolean());
  }

  @Test
  void aSuiteOfHostileCodeAgrees() throws IOException {
    try {
      Sandbox unused = Sandbox.shared(Tier.FORK_SERVER);
    } catch (UserError e) {
      Assumptions.abort("skipped: " + e.getMessage());
    }
    CommandLineRun run =
        CommandLineRun.of("score", "--preset", "hostile-code", own("hostile-code"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("agreement: 5 of 5 (100.0 %)");
    assertThat(rows(run.out()).get(4).path("verdict").asText()).isEqualTo("memory_limit");
  }

  @Test
  void aDisagreementWithASuiteIsReportedAndIsNotAFailure() throws IOException {
    String wrong = Files.readString(Path.of(own("hostile-math"))).replace("\"10000\"", "\"10001\"");
    CommandLineRun run = CommandLineRun.of("score", "--preset", "hostile-math", file(wrong));
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains(
            "agreement: 4 of 5 (80.0 %)",
            "own-2: expected false, got true (correct): 10001 equals 10001");
    CommandLineRun bad = CommandLineRun.of(
        "score", "--preset", "hostile-math", file("{\"gold\": \"1\", \"expected\": 1}"));
    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(bad.err())
        .contains(
            "rows.jsonl:1: extraction: missing",
            "rows.jsonl:1: pred: missing",
            "rows.jsonl:1: expected: expected true or false, but is '1'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hostile-math", "math-verify", "format"})
  void theSharedSuitesAgree(String preset) throws IOException {
    Path cases = SharedData.require("verifier_cases/" + preset.replace('-', '_') + ".jsonl");
    CommandLineRun run = CommandLineRun.of("score", "--preset", preset, cases.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(JSON.readTree(run.out()).path("agreement").asDouble())
        .as(run.err())
        .isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void closedStandardOutputIsReported() {
    PrintStream before = System.out;
    try (PrintStream closed = new PrintStream(
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        },
        true,
        StandardCharsets.UTF_8)) {
      System.setOut(closed);
      assertThatThrownBy(() -> {
            try (OutputStream out = new RowOutput.StandardOutput()) {
              out.write(new byte[] {'x'});
            }
          })
          .isInstanceOf(IOException.class);
    } finally {
      System.setOut(before);
    }
  }
}

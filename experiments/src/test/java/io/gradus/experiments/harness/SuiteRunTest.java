package io.gradus.experiments.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.experiments.benchmark.Answered;
import io.gradus.experiments.benchmark.FakeModel;
import io.gradus.experiments.benchmark.Model;
import io.gradus.experiments.benchmark.Suite;
import io.gradus.experiments.benchmark.SuiteFile;
import io.gradus.experiments.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteRunTest {
  private static final int QUESTIONS = 60;
  private static final int BUDGET = 200;

  @TempDir
  private Path folder;

  @BeforeEach
  void data() throws IOException {
    Files.writeString(
        folder.resolve("choices.jsonl"),
        IntStream.range(0, QUESTIONS)
            .mapToObj(i ->
                "{\"q\": \"What is %s %d?\", \"c\": [\"a %d\", \"the other\", \"no\"], \"g\": %d}"
                    .formatted("x".repeat(i % 7), i, i, i % 3))
            .collect(Collectors.joining("\n")));
    Files.writeString(
        folder.resolve("sums.jsonl"),
        IntStream.range(0, QUESTIONS)
            .mapToObj(i -> "{\"q\": \"Say %d\", \"a\": \"%d\"}".formatted(i, i % 4 == 0 ? i : -1))
            .collect(Collectors.joining("\n")));
  }

  private Suite suite(String more) throws IOException {
    Path file = folder.resolve("suite.yaml");
    Files.writeString(file, """
        name: small
        benchmarks:
        - type: multiple-choice
          name: choices
          data: {path: FOLDER/choices.jsonl}
          prompt: {question: "{{q}}", shots: {count: 2}}
          choices: "{{c | tojson}}"
          gold: "{{g}}"
        - type: generative
          name: sums
          data: {path: FOLDER/sums.jsonl}
          prompt: {question: "{{q}}"}
          target: "{{a}}"
          answer: {max-tokens: 4}
          extract: {number: {regex: "([0-9]+)"}}
        """.replace("FOLDER", folder.toString()) + more);
    return SuiteFile.read(file, Components.load());
  }

  private SuiteRun.Results run(Path output, Model model) throws IOException {
    return new SuiteRun(
            suite(""), new EvaluationFolder(output), Progress.silent(), new StopSignal(), BUDGET)
        .run(new SuiteRun.Subject("fake", "0", model), "yaml");
  }

  private static Map<String, String> lines(Path output, String benchmark) {
    AnswerFile file = new EvaluationFolder(output).answers(benchmark);
    List<Answered> answers = file.read();
    Map<String, String> lines = new TreeMap<>();
    for (int i = 0; i < answers.size(); i++) {
      assertThat(lines.put(answers.get(i).key(), file.lines().get(i).toString()))
          .isNull();
    }
    return lines;
  }

  @Test
  void anEvaluationThatIsKilledAtAnyByteLosesAndRepeatsNoQuestion() throws IOException {
    Path whole = folder.resolve("whole");
    SuiteRun.Results expected = run(whole, FakeModel.plain());
    Random random = new Random(3);
    for (int kill = 0; kill < 20; kill++) {
      Path killed = folder.resolve("killed" + kill);
      run(killed, FakeModel.plain());
      for (String benchmark : List.of("choices", "sums")) {
        Path answers = killed.resolve("answers/" + benchmark + ".jsonl");
        byte[] bytes = Files.readAllBytes(answers);
        Files.write(answers, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      }
      Files.delete(killed.resolve("results.json"));
      SuiteRun.Results results = run(killed, FakeModel.plain());
      for (String benchmark : List.of("choices", "sums")) {
        assertThat(lines(killed, benchmark)).hasSize(QUESTIONS).isEqualTo(lines(whole, benchmark));
      }
      assertThat(results.benchmarks()).isEqualTo(expected.benchmarks());
    }
  }

  @Test
  void aFinishedEvaluationAsksNothing() throws IOException {
    Path output = folder.resolve("out");
    FakeModel first = FakeModel.plain();
    SuiteRun.Results results = run(output, first);
    assertThat(first.asked()).isEqualTo(2 * QUESTIONS);
    FakeModel second = FakeModel.plain();
    assertThat(run(output, second).benchmarks()).isEqualTo(results.benchmarks());
    assertThat(second.asked()).isZero();
  }

  @Test
  void anotherModelOrOtherDataAreRefused() throws IOException {
    Path output = folder.resolve("out");
    run(output, FakeModel.plain());
    SuiteRun again = new SuiteRun(
        suite(""), new EvaluationFolder(output), Progress.silent(), new StopSignal(), BUDGET);
    assertThatThrownBy(
            () -> again.run(new SuiteRun.Subject("fake", "1", FakeModel.plain()), "yaml"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("another weights ('0', now '1')")
        .hasMessageContaining("--output");
    Path data = folder.resolve("sums.jsonl");
    Files.writeString(data, Files.readString(data).replace("Say 7\"", "Say seven\""));
    assertThatThrownBy(() -> run(output, FakeModel.plain()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("sums: the prompt of /7 is not the one that was answered");
  }

  @Test
  void answersThatWereNotJudgedAreCountedAndBoundTheScore() throws IOException {
    FakeModel model = new FakeModel(question -> List.of(-1.0, -2.0, -3.0), request -> {
      int number = Integer.parseInt(request.prompt().substring(4));
      return number % 4 == 1
          ? new Model.Written("well", 4, Model.Finish.STOP, false)
          : new Model.Written(
              "" + number,
              4,
              number % 4 == 2 ? Model.Finish.LENGTH : Model.Finish.EOS,
              number == 5);
    });
    BenchmarkScores result =
        Objects.requireNonNull(run(folder.resolve("out"), model).benchmarks().get("sums"));
    BenchmarkScores.Scored sums = Objects.requireNonNull(result.scores().get("number"));
    assertThat(sums.censored())
        .containsOnly(Map.entry("truncated", 15L), Map.entry("unparsed", 15L));
    assertThat(sums.mean()).isEqualTo(0.25);
    assertThat(sums.ifWrong()).isEqualTo(0.25);
    assertThat(sums.ifRight()).isEqualTo(0.75);
    assertThat(sums.words("number"))
        .contains("15 truncated, 15 unparsed, so between 25.00 and 75.00 %");
    assertThat(sums.low()).isEqualTo(0.158, within(0.001));
  }

  @Test
  void aFieldThatTheFileLacksIsNamed() throws IOException {
    Suite suite = suite("""
        - use: arc
          data: {path: FOLDER/choices.jsonl}
        """.replace("FOLDER", folder.toString()));
    SuiteRun run = new SuiteRun(
        suite,
        new EvaluationFolder(folder.resolve("out")),
        Progress.silent(),
        new StopSignal(),
        BUDGET);
    assertThatThrownBy(() -> run.run(new SuiteRun.Subject("f", "0", FakeModel.plain()), "y"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("prompt.question: row 0 has no field 'question'")
        .hasMessageContaining("It has: q, c, g");
  }

  @Test
  void aGoldThatNoChoiceMatchesIsRefused() throws IOException {
    Path data = folder.resolve("choices.jsonl");
    Files.writeString(data, Files.readString(data).replaceFirst("\"g\": 1", "\"g\": 9"));
    assertThatThrownBy(() -> run(folder.resolve("out"), FakeModel.plain()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("choices: row 1: has 3 choices, and none of them is right");
  }

  @Test
  void moreExamplesThanRowsAreRefused() throws IOException {
    Path file = folder.resolve("suite.yaml");
    suite("");
    Files.writeString(file, Files.readString(file).replace("count: 2", "count: 60"));
    Suite suite = SuiteFile.read(file, Components.load());
    assertThatThrownBy(() -> suite.benchmarks().get(0).open(FakeModel.plain()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("60 examples are wanted, but there are only 59 rows");
  }
}

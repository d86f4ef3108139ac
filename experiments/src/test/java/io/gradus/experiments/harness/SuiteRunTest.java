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
        .run(new SuiteRun.Subject("fake", "0", model), "yaml", "yaml");
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
            () -> again.run(new SuiteRun.Subject("fake", "1", FakeModel.plain()), "yaml", "yaml"))
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

  /** 60 sums, of which every fourth is asked for its own number; the right answer to all others is -1. */
  private Suite varied(String sensitivity) throws IOException {
    Path file = folder.resolve("varied.yaml");
    Files.writeString(file, """
        name: small
        benchmarks:
        - type: generative
          name: sums
          data: {path: FOLDER/sums.jsonl}
          prompt: {question: "{{q}}"}
          target: "{{a}}"
          answer: {max-tokens: 4}
          extract: {number: {regex: "([0-9]+)"}}
        """.replace("FOLDER", folder.toString()) + sensitivity);
    return SuiteFile.read(file, Components.load());
  }

  private SuiteRun.Results run(Suite suite, Path output, Model model) {
    return new SuiteRun(
            suite, new EvaluationFolder(output), Progress.silent(), new StopSignal(), BUDGET)
        .run(new SuiteRun.Subject("fake", "0", model), "asked", "whole");
  }

  private static final String SENSITIVITY = """
          sensitivity:
            prompts:
              polite: {question: "Please. {{q}}"}
              rude: {question: "{{q}} now"}
            extract:
              whole: {}
              minus-one: {regex: "(-1)"}
            verify:
              exact: exact-match
        """;

  @Test
  void variantsAskOnlyOtherPromptsAndAreComparedQuestionByQuestion() throws IOException {
    Path output = folder.resolve("out");
    // the fake model answers with the last word, so "now" is wrong; it writes no tag for
    // exact-match
    FakeModel first = FakeModel.plain();
    SuiteRun.Results plain = run(varied(""), output, first);
    assertThat(first.asked()).isEqualTo(QUESTIONS);
    FakeModel second = FakeModel.plain();
    SuiteRun.Results results = run(varied(SENSITIVITY), output, second);
    assertThat(second.asked()).isEqualTo(2 * QUESTIONS);
    FakeModel third = FakeModel.plain();
    assertThat(run(varied(SENSITIVITY), output, third).benchmarks())
        .isEqualTo(results.benchmarks());
    assertThat(third.asked()).isZero();

    BenchmarkScores.Scored before = number(plain);
    BenchmarkScores.Scored after = number(results);
    assertThat(after.mean()).isEqualTo(before.mean()).isEqualTo(0.25);
    assertThat(after.prompts()).containsOnlyKeys("polite", "rude");
    BenchmarkScores.Variant polite = Objects.requireNonNull(after.prompts().get("polite"));
    assertThat(polite.mean()).isEqualTo(0.25);
    assertThat(polite.differenceLow()).isZero();
    assertThat(polite.differenceHigh()).isZero();
    BenchmarkScores.Variant rude = Objects.requireNonNull(after.prompts().get("rude"));
    assertThat(rude.mean()).isZero();
    assertThat(rude.difference()).isEqualTo(-0.25);
    assertThat(rude.differenceHigh()).isNegative();
    assertThat(rude.censored()).containsOnly(Map.entry("unparsed", 60L));
    assertThat(after.judgements()).containsOnlyKeys("exact", "minus-one", "whole");
    BenchmarkScores.Variant minus = Objects.requireNonNull(after.judgements().get("minus-one"));
    assertThat(minus.mean()).isZero();
    assertThat(minus.censored()).containsOnly(Map.entry("unparsed", 60L));
    assertThat(Objects.requireNonNull(after.judgements().get("whole")).difference())
        .isZero();
    assertThat(String.join("\n", after.lines("number")))
        .contains(
            "over 3 prompts 0.00 (rude) to 25.00 % (",
            "over 4 judgements 0.00 (exact) to 25.00 % (",
            "    prompt rude: 0.00 % (95 %: 0.00 to 6.02), difference -25.00 points (")
        .contains("    judged by minus-one: 0.00 %");
    // gradus compare and gradus regrade take the own prompt only
    assertThat(new EvaluationFolder(output).benchmarks()).containsExactly("sums");
  }

  private static BenchmarkScores.Scored number(SuiteRun.Results results) {
    BenchmarkScores result = Objects.requireNonNull(results.benchmarks().get("sums"));
    return Objects.requireNonNull(result.scores().get("number"));
  }

  @Test
  void aVariantWhoseWordsChangeUnderTheSameNameIsRefused() throws IOException {
    Path output = folder.resolve("out");
    run(varied(SENSITIVITY), output, FakeModel.plain());
    Suite changed = varied(SENSITIVITY.replace("Please. ", "I beg you. "));
    assertThatThrownBy(() -> run(changed, output, FakeModel.plain()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("sums, prompt polite: the prompt of /0 is not the one")
        .hasMessageContaining("another name for a variant");
  }

  @Test
  void faultsOfASensitivityAreReportedWithTheirKey() {
    refused("  sensitivity: {}", "prompts: give prompts, extract or verify");
    refused("  sensitivity: {prompts: {own: {question: x}}}", "must not be 'own'");
    refused("  sensitivity: {prompts: {\"a/b\": {question: x}}}", "must consist of letters");
    refused("  sensitivity: {prompts: {same: {}}}", "question: changes nothing");
    refused("  sensitivity: {extract: {number: {}}}", "'number' is already a score");
    refused(
        "  sensitivity: {extract: {x: {}}, verify: {x: exact-match}}",
        "verify.x: is already a name in extract");
  }

  private void refused(String sensitivity, String message) {
    assertThatThrownBy(() -> varied(sensitivity))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  @Test
  void multipleChoiceIsAskedInOtherWords() throws IOException {
    Path file = folder.resolve("choices.yaml");
    Files.writeString(file, """
        benchmarks:
        - type: multiple-choice
          name: choices
          data: {path: FOLDER/choices.jsonl}
          prompt: {question: "{{q}}", shots: {count: 2}}
          choices: "{{c | tojson}}"
          gold: "{{g}}"
          sensitivity:
            prompts:
              no-examples: {shots: {count: 0}}
              chat: {chat: multi-turn}
        """.replace("FOLDER", folder.toString()));
    // without examples, the model knows the right choice; with examples, it takes the first
    FakeModel model = new FakeModel(
        question -> {
          String[] asked = question.context().split("What is ", -1);
          int choice =
              asked.length > 2 ? 0 : Integer.parseInt(asked[1].replaceAll("[^0-9]", "")) % 3;
          return IntStream.range(0, 3).mapToObj(i -> i == choice ? -1.0 : -9.0).toList();
        },
        request -> new Model.Written("", 1, Model.Finish.EOS, false));
    BenchmarkScores result = Objects.requireNonNull(
        run(SuiteFile.read(file, Components.load()), folder.resolve("out"), model)
            .benchmarks()
            .get("choices"));
    assertThat(model.asked()).isEqualTo(3 * QUESTIONS);
    BenchmarkScores.Scored acc = Objects.requireNonNull(result.scores().get("acc"));
    assertThat(acc.mean()).isEqualTo(1 / 3.0);
    assertThat(Objects.requireNonNull(acc.prompts().get("no-examples")).mean()).isEqualTo(1);
    assertThat(Objects.requireNonNull(acc.prompts().get("chat")).mean()).isEqualTo(1 / 3.0);
    assertThat(acc.lines("acc").get(0))
        .contains("over 3 prompts 33.33 (")
        .endsWith("to 100.00 % (no-examples)");
    assertThat(acc.judgements()).isEmpty();
    Files.writeString(file, Files.readString(file) + "    extract: {x: {}}\n");
    assertThatThrownBy(() -> SuiteFile.read(file, Components.load()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("multiple choice extracts no answer");
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
    assertThatThrownBy(() -> run.run(new SuiteRun.Subject("f", "0", FakeModel.plain()), "y", "y"))
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

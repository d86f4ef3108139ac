package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.experiments.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the verdict at the end of a run: what it learned, how many steps had signal, and suggestions. */
class VerdictTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TINY =
      Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath().toString();

  @TempDir
  Path folder;

  private static JsonNode line(String set, String... solved) throws IOException {
    return JSON.readTree(
        "{\"problem_set\": \"%s\", \"solved\": [%s]}".formatted(set, String.join(", ", solved)));
  }

  private static String[] solved(int right, int all) {
    return IntStream.range(0, all).mapToObj(i -> i < right ? "1.0" : "0.0").toArray(String[]::new);
  }

  @Test
  void aGainOnMostProblemsIsBetterAndALossWorse() throws IOException {
    Change gain =
        Change.between(line("a", solved(2, 50)), line("a", solved(40, 50))).orElseThrow();
    assertThat(gain.difference()).isEqualTo(0.76, offset(1e-12));
    assertThat(gain.gained()).isEqualTo(38);
    assertThat(gain.lost()).isZero();
    assertThat(gain.reading()).isEqualTo(Change.Reading.BETTER);
    assertThat(gain.pValue()).isLessThan(1e-9);
    Change loss =
        Change.between(line("a", solved(40, 50)), line("a", solved(2, 50))).orElseThrow();
    assertThat(loss.reading()).isEqualTo(Change.Reading.WORSE);
  }

  @Test
  void pairingFindsDifferencesThatSeparateIntervalsDoNot() throws IOException {
    // 50 % before and 58 % after. The intervals of 100 problems overlap, but no problem was lost.
    Change change =
        Change.between(line("a", solved(50, 100)), line("a", solved(58, 100))).orElseThrow();
    assertThat(change.reading()).isEqualTo(Change.Reading.BETTER);
  }

  @Test
  void noChangeHasAnInterval() throws IOException {
    Change same =
        Change.between(line("a", solved(0, 8)), line("a", solved(0, 8))).orElseThrow();
    assertThat(same.difference()).isZero();
    assertThat(same.low()).isLessThan(-0.2);
    assertThat(same.high()).isGreaterThan(0.2);
    assertThat(same.reading()).isEqualTo(Change.Reading.UNCLEAR);
  }

  @Test
  void otherProblemsAreNotComparedAndUnjudgedOnesAreLeftOut() throws IOException {
    assertThat(Change.between(line("a", solved(1, 4)), line("b", solved(3, 4)))).isEmpty();
    Change change = Change.between(
            line("a", "0.0", "\"unjudged\"", "0.5"), line("a", "1.0", "0.0", "0.5"))
        .orElseThrow();
    assertThat(change.difference()).isEqualTo(0.5);
    assertThat(change.gained()).isEqualTo(1);
  }

  @Test
  void aRunWithoutSignalIsReportedWithSuggestions() throws IOException {
    // With random weights and a very short cold start, every completion is wrong.
    CommandLineRun run = train(
        "grpo.objective.reward={type: arithmetic-answer}",
        "grpo.objective.filter=none",
        "grpo.sampling.max-tokens=2");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "grpo: 4 of 4 steps had no signal: the rewards of a group never differed",
            "Most groups were all wrong",
            "ran out of tokens. Raise stages[1].sampling.max-tokens",
            "gradus report ",
            "done in ");
    assertThat(learned(run)).contains("pass-at-k sampled: no clear change, pass@1 ");
    JsonNode result = JSON.readTree(folder.resolve("run/result.json").toFile());
    assertThat(result.path("signal").get(0).path("without_signal").asLong()).isEqualTo(4);
    assertThat(result.path("verdict").path("next").get(0).asText())
        .contains("ran out of tokens. Raise stages[1].sampling.max-tokens");
    JsonNode change = result.path("evaluation").path("pass-at-k sampled").path("change");
    assertThat(change.path("low").asDouble()).isLessThanOrEqualTo(0);
    assertThat(change.path("high").asDouble()).isGreaterThanOrEqualTo(0);
  }

  private static String learned(CommandLineRun run) {
    return run.out().lines().filter(l -> l.startsWith("learned")).collect(Collectors.joining("\n"));
  }

  @Test
  void aRunWithoutABenchmarkReportsThatNothingWasMeasured() {
    CommandLineRun run = train("evaluation.benchmarks=[]");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(learned(run)).contains("not measured: the recipe has no benchmark");
    assertThat(run.out()).contains("Add a benchmark (evaluation.benchmarks)");
  }

  @Test
  void everyPassAtKIsShown() {
    CommandLineRun run =
        train("evaluation.benchmarks[0].samples=4", "evaluation.benchmarks[0].k=[1, 2, 4]");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).containsPattern("pass-at-k, sampled: pass@1 .*, pass@2 .*, pass@4 ");
    CommandLineRun evaluated = CommandLineRun.of("eval", folder.resolve("run").toString());
    assertThat(evaluated.out())
        .containsPattern("pass@1 .*, pass@2 .*, pass@4 ")
        .containsPattern("verdicts: \\d+ \\S+")
        .doesNotContain("{", "=");
  }

  private CommandLineRun train(String... settings) {
    List<String> arguments =
        new ArrayList<>(List.of("train", TINY, "--run", folder.resolve("run").toString()));
    for (String each : List.of("sft.plan.steps=1", "grpo.plan.steps=4")) {
      arguments.addAll(List.of("--set", each));
    }
    for (String each : settings) {
      arguments.addAll(List.of("--set", each));
    }
    return CommandLineRun.of(arguments.toArray(new String[0]));
  }
}

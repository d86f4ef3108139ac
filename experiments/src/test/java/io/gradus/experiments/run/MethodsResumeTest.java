package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.journal.LedgerSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that a run of each kind of method resumes with the same bits and a complete ledger. {@code -Dgradus.kills=25}
 * also kills each kind at random instants, about as often in all.
 */
class MethodsResumeTest {
  private static final Path TINY =
      Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath();
  private static final int KILLS = Integer.getInteger("gradus.kills", 0);
  private static final long SEED = Long.getLong("gradus.kill.seed", 17);
  private static final String SHAPED =
      "{type: shaped, own: {type: clipped-surrogate, clip-low: 0.2, clip-high: 0.2}}";

  @TempDir
  Path folder;

  /** Pairs between the cold start and GRPO, whose reference has an effect from the second step on. */
  private static final String PREFERENCE = """
      stages=[{type: sft, dataset: {type: arithmetic, digits: 1}, plan: {steps: 40, batch: 16},
        optimizer: {type: adamw, learning-rate: 3.0e-3, warmup-steps: 5}},
       {type: preference, dataset: {type: contrast, chosen: {type: arithmetic, digits: 1, guess: 0.0, no-carry: 0.0, careful: 1.0},
         rejected: {type: arithmetic, digits: 1, guess: 1.0, no-carry: 0.0, careful: 0.0}}, plan: {steps: 8, batch: 8, micro-batch: 3},
        sft: 0.1, optimizer: {type: adamw, learning-rate: 1.0e-3}},
       {type: grpo, dataset: {type: arithmetic, digits: 1}, plan: {steps: 8, problems-per-step: 4, group-size: 4},
        sampling: {max-tokens: 24}, objective: {reward: {type: tag-count}}, optimizer: {type: adamw, learning-rate: 3.0e-4}}]
      """.replace('\n', ' ');

  static List<Arguments> kinds() {
    return List.of(
        kind("preference", PREFERENCE),
        kind(
            "LUFFY",
            "grpo.gathering=expert-in-group",
            "grpo.objective.loss=" + SHAPED,
            "grpo.objective.filter=none"),
        kind(
            "CHORD",
            "grpo.gathering={type: with-demonstrations, dataset: {type: arithmetic, digits: 1}, batch: 4}",
            "grpo.objective.terms=[{of: expert, loss: phi-weighted, reduction: token-mean, coefficient: {type: fixed, value: 0.5}}]"),
        kind(
            "GHPO",
            "grpo.gathering={type: hinted, cold-start: 0, form: {text: \";\"}}",
            "grpo.objective.filter=none"),
        kind(
            "QuestA",
            "grpo.dataset={type: partial-solutions, dataset: {type: arithmetic, digits: 1}, heading: \";\", shortest: 1, contains-gold: false}",
            "grpo.objective.filter={type: success-band}"),
        kind(
            "self-distillation",
            "teachers={teacher: {type: self, frozen: true, question: \"{question}{answer}\"}}",
            "grpo.objective.loss={type: teacher-divergence, beta: 0.5}",
            "grpo.objective.filter=none"),
        kind(
            "hypergradient",
            "grpo.optimizer={type: hypergradient, adamw: {learning-rate: 3.0e-4}, kappa: 0.5}"),
        kind(
            "process supervision",
            "policy.tokenizer.alphabet=\"0123456789+*=;\"",
            "sft.dataset={type: digit-chain, digits: 2, further: 1.0}",
            "grpo.dataset={type: digit-chain, digits: 2}",
            "grpo.objective.reward={type: step-match, steps: {separators: [<think>, ;, </think>]}, answer: arithmetic-answer}",
            "grpo.objective.advantage=process",
            "grpo.objective.filter=none"),
        kind("prediction", "grpo.curriculum={type: predicted}"),
        kind("MoPPS", "grpo.curriculum=bayesian", "grpo.objective.filter=none"),
        kind("pass rates", "grpo.curriculum={type: target-rate, steps: 20}"),
        kind("set aside", "grpo.curriculum={type: solved-aside, steps: 3}"),
        kind(
            "levels",
            "grpo.dataset={type: mixture, parts: [{dataset: {type: arithmetic, digits: 1}, name: one}, {dataset: {type: arithmetic, digits: 2}, name: two}]}",
            "grpo.curriculum={type: levels, attribute: part, order: [one, two], window: 8, at-most: 4}"));
  }

  private static Arguments kind(String name, String... settings) {
    return Arguments.of(name, List.of(settings));
  }

  private static String[] command(Path run, List<String> settings, String... more) {
    List<String> words =
        new ArrayList<>(List.of("train", TINY.toString(), "--run", run.toString()));
    for (String setting : settings) {
      words.addAll(List.of("--set", setting));
    }
    words.addAll(List.of(more));
    return words.toArray(new String[0]);
  }

  private static void trained(String... command) {
    CommandLineRun run = CommandLineRun.of(command);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void aRunThatIsCutGoesOnWithTheSameBits(String name, List<String> settings) throws Exception {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(
        "grpo.plan.steps=8", "sft.plan.steps=20", "checkpoint.keep=20", "evaluation.every=4"));
    Path whole = folder.resolve("whole");
    trained(command(whole, all));
    for (int recorded : new int[] {3, 4}) {
      String second = name.equals("preference") ? "2-preference" : "2-grpo";
      FinishedRun cut =
          new FinishedRun(whole).cutAfter(second, 3, recorded, folder.resolve("" + recorded));
      trained(command(cut.folder(), all, "--resume"));
      compare(whole, cut.folder());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void aRunThatIsKilledGoesOnWithTheSameBits(String name, List<String> settings) throws Exception {
    assumeThat(KILLS).as("-Dgradus.kills=25 kills runs of all methods").isPositive();
    long begin = System.nanoTime();
    Path whole = folder.resolve("whole");
    GradusProcess first = new GradusProcess(folder, command(whole, settings));
    assertThat(first.await(300)).as(first.errors()).isZero();
    long millis = (System.nanoTime() - begin) / 1_000_000;
    Random random = new Random(SEED + name.hashCode());
    Path run = folder.resolve("killed");
    int kills = 0;
    for (int wanted = (KILLS + kinds().size() - 1) / kinds().size(); kills < wanted; ) {
      GradusProcess process = process(run, settings);
      if (process.killAfter(millis / 4 + random.nextLong(millis / 4))) {
        kills++;
      } else {
        break; // it reached the end
      }
    }
    GradusProcess last = process(run, settings);
    assertThat(last.await(300)).as(last.errors()).isZero();
    compare(whole, run);
    System.out.printf("%s: killed %d times, the bits are the same%n", name, kills);
  }

  private GradusProcess process(Path run, List<String> settings) throws IOException {
    return Files.exists(run.resolve("recipe.yaml"))
        ? new GradusProcess(folder, command(run, settings, "--resume"))
        : new GradusProcess(folder, command(run, settings));
  }

  private static void compare(Path whole, Path resumed) throws IOException {
    FinishedRun expected = new FinishedRun(whole);
    FinishedRun actual = new FinishedRun(resumed);
    assertThat(actual.weights()).isEqualTo(expected.weights());
    for (String journal : List.of("metrics.jsonl", "evaluations.jsonl", "ledger.jsonl")) {
      assertThat(actual.lines(journal)).isEqualTo(expected.lines(journal));
    }
    assertThat(actual.rollouts()).isEqualTo(expected.rollouts());
    ledgerIsComplete(actual);
  }

  /** Each sampled group has one line, and nothing is pending. */
  private static void ledgerIsComplete(FinishedRun run) throws IOException {
    assertThat(run.folder().resolve("pending.jsonl")).doesNotExist();
    List<String> ledger = run.lines("ledger.jsonl").stream()
        .filter(line -> line.path("stage").asText().equals("grpo"))
        .map(line -> "%s %s %s"
            .formatted(
                line.path("step"), line.path("place"), line.path("problem_id").asText()))
        .toList();
    assertThat(ledger).doesNotHaveDuplicates();
    List<String> drawn = run.rollouts().entrySet().stream()
        .filter(file -> !file.getKey().contains("updates-")) // figures of tokens, without groups
        .map(Map.Entry::getValue)
        .flatMap(MethodsResumeTest::groups)
        .distinct()
        .toList();
    assertThat(ledger).containsAll(drawn);
    LedgerSummary summary = LedgerSummary.of(run.folder()).get(0);
    assertThat(summary.missing()).isEmpty();
    assertThat(summary.twice()).isZero();
    assertThat(summary.fates()).containsKey("trained");
    assertThat(run.lines("ledger.jsonl"))
        .anyMatch(line -> line.path("fate").asText().equals("trained"));
  }

  private static Stream<String> groups(String file) {
    return file.lines()
        .map(FinishedRun::json)
        .filter(line -> line.has("group")) // verdicts of demonstrations have none
        .map(MethodsResumeTest::group);
  }

  private static String group(JsonNode line) {
    return "%s %s %s"
        .formatted(
            line.path("step"), line.path("group"), line.path("problem_id").asText());
  }
}

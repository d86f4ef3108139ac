package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  static Set<String> commands() {
    return Gradus.line().getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasExamples(String command) {
    CommandLineRun help = CommandLineRun.of(command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("Usage: gradus " + command, "--json", "Examples:", "  gradus " + command);
    assertThat(help.err()).isEmpty();
  }

  @Test
  void everyExampleOfExplainWorks() {
    String examples = CommandLineRun.of("--help").out()
        + CommandLineRun.of("explain", "--help").out();
    List<String> keys = Pattern.compile("(?m)^  gradus explain (\\S+)")
        .matcher(examples)
        .results()
        .map(example -> example.group(1))
        .toList();
    assertThat(keys).contains("grpo", "stages.objective.loss");
    assertThat(keys).allSatisfy(key -> {
      CommandLineRun explained = CommandLineRun.of("explain", key);
      assertThat(explained.exitCode()).as(explained.err()).isZero();
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plan.minibatch",
        "plan.epochs-per-step",
        "stages.plan.group-size",
        "stages[0].plan.minibatch"
      })
  void aKeyThatOnlyOneOfSeveralPlansHasIsFound(String path) {
    CommandLineRun explained = CommandLineRun.of("explain", path);
    assertThat(explained.exitCode()).as(explained.err()).isZero();
    assertThat(explained.out()).startsWith("stages.grpo.plan.");
  }

  @Test
  void aKeyOfSeveralComponentsIsExplainedForEach() {
    assertThat(CommandLineRun.of("explain", "clip-high").out())
        .startsWith("stages.grpo.objective.loss.clipped-surrogate.clip-high  number")
        .contains("objective.loss.gspo.clip-high", "objective.loss.cispo.clip-high");
  }

  @Test
  void thePlanOfGrpoIsExplainedAndTheSftPlanIsNamed() {
    assertThat(CommandLineRun.of("explain", "plan").out())
        .startsWith("stages.grpo.plan:")
        .contains("group-size", "stages.sft.plan has keys of its own: gradus explain");
  }

  @Test
  void everyMeaningOfANameIsExplainedByPlace() {
    assertThat(CommandLineRun.of("explain", "file").out())
        .startsWith("stages.grpo.dataset.file: (also at stages.sft.dataset.file, ")
        .contains("answer-after", "template.chat.file  path");
    assertThat(CommandLineRun.of("explain", "mixture").out())
        .contains("policy.architecture.decoder.mixture:", "stages.grpo.dataset.mixture:");
  }

  @Test
  void aNameOfAnotherTrainerGetsOurKey() {
    CommandLineRun explained = CommandLineRun.of("explain", "num_generations");
    assertThat(explained.exitCode()).as(explained.err()).isZero();
    assertThat(explained.out())
        .contains("is 'stages.grpo.plan.group-size' here", "completions per problem");
    assertThat(CommandLineRun.of("explain", "top_p").out())
        .contains("is 'stages.grpo.sampling.top-p' here", "stages.grpo.sampling.top-p  number");
    assertThat(CommandLineRun.of("explain", "use_vllm").out()).contains("has no counterpart");
    assertThat(CommandLineRun.of("explain", "micro_batch_tokens").out())
        .contains("micro-batch-tokens");
  }

  @Test
  void theVersionComesFromMaven() {
    assertThat(CommandLineRun.of("--version").out().strip())
        .matches("gradus (\\d+\\.\\d+\\.\\d+.*|\\(from classes, not a jar\\))");
  }

  @Test
  void withoutArgumentsTheHelpIsShown() {
    CommandLineRun none = CommandLineRun.of();
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err())
        .contains(
            "Missing required subcommand",
            "Usage: gradus",
            "Exit codes:",
            "gradus train recipes/quickstart.yaml");
  }

  @Test
  void theHelpListsTheExitCodes() {
    assertThat(CommandLineRun.of("--help").out())
        .contains("  0 ", "  2 ", "  3 ", " 130 ", " 143 ");
  }

  @ParameterizedTest
  @CsvSource({"trian, train", "evaluate, eval", "reprot, report", "explian, explain"})
  void aMisspeltCommandGetsTheNearestName(String written, String meant) {
    CommandLineRun typo = CommandLineRun.of(written, "x");
    assertThat(typo.exitCode()).isEqualTo(2);
    assertThat(typo.err()).contains("Did you mean", meant).doesNotContain("at io.gradus");
  }

  @Test
  void aMisspeltOptionGetsTheNearestName() {
    CommandLineRun typo = CommandLineRun.of("train", "x.yaml", "--resum");
    assertThat(typo.exitCode()).isEqualTo(2);
    assertThat(typo.err()).contains("--resum", "--resume");
  }
}

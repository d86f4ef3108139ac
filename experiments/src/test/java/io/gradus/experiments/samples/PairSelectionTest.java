package io.gradus.experiments.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.RunFailure;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.UserError;
import io.gradus.core.Verdict;
import io.gradus.core.component.Components;
import io.gradus.core.preference.GradedPairs;
import io.gradus.core.text.BareTemplate;
import io.gradus.datasets.TrlFile;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairSelectionTest {
  private final List<Completion> completions = new ArrayList<>();
  private final List<Score> scores = new ArrayList<>();

  @TempDir
  Path folder;

  private record Box(Dataset dataset) {}

  private void with(String text, Verdict verdict, FinishReason finish) {
    int[] tokens = text.chars().toArray();
    completions.add(
        Fakes.completion(text, tokens, new float[tokens.length], new float[tokens.length], finish));
    scores.add(Score.of(verdict == Verdict.CORRECT ? 1 : 0, verdict, text, ""));
  }

  private PairSelection selected() {
    PairSelection selection =
        new PairSelection(new GradedPairs(1, 8), List.of(new CodeBlocks()), new BareTemplate("="));
    selection.add(new ScoredGroup(new Group(Problem.of("p", "1+1", "2"), completions), scores));
    return selection;
  }

  @Test
  void filteredTruncatedAndFailedCompletionsAreInNoPair() {
    with("```2```", Verdict.CORRECT, FinishReason.STOP);
    with("2", Verdict.CORRECT, FinishReason.STOP);
    with("3", Verdict.WRONG, FinishReason.STOP);
    with("1+1 is", Verdict.WRONG, FinishReason.LENGTH);
    with("4", Verdict.VERIFIER_ERROR, FinishReason.STOP);
    assertThat(selected().rows())
        .containsExactly(Map.of(
            "prompt", "1+1=",
            "chosen", "2",
            "rejected", "3",
            "margin", 1.0,
            "id", "p",
            "question", "1+1",
            "answer", "2",
            "special_tokens", true));
  }

  @Test
  void aSelectionWithoutAPairSaysWhy() {
    with("2", Verdict.CORRECT, FinishReason.STOP);
    PairSelection onlyCorrect = selected();
    assertThatThrownBy(onlyCorrect::rows)
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("none of 1 problems has both a correct and a wrong completion");
  }

  @Test
  void aSelectionWithoutAPairCountsWhatWasLeftOut() {
    with("```2```", Verdict.CORRECT, FinishReason.STOP);
    with("3", Verdict.WRONG, FinishReason.STOP);
    with("1+1 is", Verdict.WRONG, FinishReason.LENGTH);
    with("4", Verdict.VERIFIER_ERROR, FinishReason.STOP);
    PairSelection none = selected();
    assertThatThrownBy(none::rows)
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining(
            "Of 4 completions, 1 were truncated, filters removed 1, and the verifier could not judge 1.");
  }

  private Dataset reading(String more) {
    return new RecordBinder(Components.load())
        .bind(
            Box.class,
            YamlTree.parse(
                "trial",
                "dataset: {type: trl-file, path: %s, special-tokens: true%s}"
                    .formatted(folder.resolve("pairs.jsonl"), more)))
        .dataset();
  }

  @Test
  void writtenPairsAreReadAgainAndTheirPromptIsNotWrittenTwice() {
    with("<think>1</think>2", Verdict.CORRECT, FinishReason.STOP);
    with("3", Verdict.WRONG, FinishReason.STOP);
    SampleFile.writePairs(selected().rows(), folder.resolve("pairs.jsonl"));
    Problem pair = reading(", prompt: question, answer: answer").listed().get(0);
    assertThat(pair.question()).isEqualTo("1+1");
    assertThat(pair.answer()).isEqualTo("2");
    assertThat(pair.demonstration()).contains(Demonstration.sampled("<think>1</think>2"));
    assertThat(pair.rejected().orElseThrow().demonstration()).isEqualTo(Demonstration.sampled("3"));
    assertThat(pair.rejected().orElseThrow().margin()).hasValue(1);
    Dataset wrong = reading("");
    assertThatThrownBy(wrong::listed)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("pairs.jsonl:1: the prompt is what a policy read")
        .hasMessageContaining("Set prompt: question");
    assertThatThrownBy(() -> TrlFile.of(folder.resolve("pairs.jsonl")).listed())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Set special-tokens: true");
  }
}

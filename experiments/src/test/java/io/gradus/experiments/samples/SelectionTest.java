package io.gradus.experiments.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.RunFailure;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private final List<Completion> completions = new ArrayList<>();
  private final List<Score> scores = new ArrayList<>();

  private SelectionTest with(String text, Verdict verdict, double reward) {
    return with(text, verdict, reward, FinishReason.STOP);
  }

  private SelectionTest with(String text, Verdict verdict, double reward, FinishReason finish) {
    int[] tokens = text.chars().toArray();
    completions.add(Fakes.completion(
        text, tokens, new float[tokens.length], new float[tokens.length], finish));
    scores.add(Score.of(reward, verdict, text, ""));
    return this;
  }

  private ScoredGroup group() {
    return new ScoredGroup(new Group(Problem.of("p", "1+1", "2"), completions), scores);
  }

  private static List<String> texts(Selection selection) {
    return selection.samples().stream().map(sample -> sample.completion().text()).toList();
  }

  @Test
  void everyCompletionIsCountedWithOneReason() {
    with("right", Verdict.CORRECT, 1);
    with("right", Verdict.CORRECT, 1);
    with("wrong", Verdict.WRONG, 0);
    with("cut", Verdict.CORRECT, 1, FinishReason.LENGTH);
    with("broken", Verdict.VERIFIER_ERROR, 0);
    with("так и so", Verdict.CORRECT, 1);
    with("```code```", Verdict.CORRECT, 1);
    with("abababababababab", Verdict.CORRECT, 1);
    with("also right", Verdict.CORRECT, 1);
    Selection selection = new Selection(
        new AllCorrect(1),
        List.of(new MixedLanguages("en", 0.9), new CodeBlocks(), new Repetitive(2, 0.5)));
    selection.add(1, group());
    assertThat(texts(selection)).containsExactly("right");
    assertThat(selection.counts())
        .isEqualTo(Map.of(
            "kept", 1L,
            "duplicate", 1L,
            "wrong", 1L,
            "truncated", 1L,
            "verifier error", 1L,
            "mixed-languages", 1L,
            "code-blocks", 1L,
            "repetitive", 1L,
            "not chosen", 1L));
  }

  @Test
  void theSameTextOfAProblemIsKeptOnceInAllSteps() {
    with("right", Verdict.CORRECT, 1);
    Selection selection = new Selection(new AllCorrect(4), List.of());
    selection.add(1, group());
    selection.add(2, group());
    assertThat(texts(selection)).containsExactly("right");
    assertThat(selection.counts()).containsEntry("duplicate", 1L);
  }

  @Test
  void bestKeepsTheHighestRewardAlsoIfItIsWrong() {
    with("low", Verdict.CORRECT, 0.2);
    with("high", Verdict.WRONG, 0.9);
    Selection selection = new Selection(new Best(1), List.of());
    selection.add(1, group());
    assertThat(texts(selection)).containsExactly("high");
  }

  @Test
  void shortestKeepsTheShortestCorrectCompletion() {
    with("a longer answer", Verdict.CORRECT, 1);
    with("short", Verdict.CORRECT, 1);
    with("x", Verdict.WRONG, 0);
    Selection selection = new Selection(new Shortest(1), List.of());
    selection.add(1, group());
    assertThat(texts(selection)).containsExactly("short");
  }

  @Test
  void diverseKeepsTheCompletionsThatShareTheFewestTokens() {
    with("abcdefgh", Verdict.CORRECT, 1);
    with("abcdefgx", Verdict.CORRECT, 1);
    with("stuvwxyz", Verdict.CORRECT, 1);
    Selection selection = new Selection(new Diverse(2, 3), List.of());
    selection.add(1, group());
    assertThat(texts(selection)).containsExactly("abcdefgh", "stuvwxyz");
  }

  @Test
  void paragraphsAreMeasuredInCharactersAndNotInUnits() {
    SampleFilter filter = new LongParagraphs(3);
    with("\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\n\nabc", Verdict.CORRECT, 1);
    with("abcd", Verdict.CORRECT, 1);
    assertThat(filter.accepts(group().group().problem(), completions.get(0))).isTrue();
    assertThat(filter.accepts(group().group().problem(), completions.get(1))).isFalse();
  }

  @Test
  void anEmptySelectionSaysWhatRemovedEverything() {
    with("wrong", Verdict.WRONG, 0);
    with("```", Verdict.CORRECT, 1);
    Selection selection = new Selection(new AllCorrect(4), List.of(new CodeBlocks()));
    selection.add(1, group());
    assertThatThrownBy(selection::samples)
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("none of 2 completions was kept")
        .hasMessageContaining("1 wrong, 1 removed by code-blocks");
  }
}

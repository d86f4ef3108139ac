package io.gradus.core.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Problem;
import io.gradus.core.preference.GradedPairs.Graded;
import io.gradus.core.preference.GradedPairs.TextPair;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradedPairsTest {

  private static Graded graded(String text, double reward) {
    return new Graded(text, reward, false);
  }

  @Test
  void aCorrectCompletionIsChosenOverAWrongOne() {
    List<Graded> group = List.of(graded("5", 0), graded("4", 1), graded("6", 0.25));
    assertThat(GradedPairs.defaults().of(group)).containsExactly(new TextPair("4", "5", 1));
    assertThat(new GradedPairs(1, 8).of(group))
        .containsExactly(new TextPair("4", "5", 1), new TextPair("4", "6", 0.75));
  }

  @Test
  void everyTextIsUsedBeforeAnyIsUsedTwiceAndNoPairRepeats() {
    List<Graded> group =
        List.of(graded("a", 1), graded("b", 1), graded("x", 0), graded("y", 0), graded("z", 0));
    List<TextPair> three = new GradedPairs(1, 3).of(group);
    assertThat(three).extracting(TextPair::rejected).containsExactly("x", "y", "z");
    assertThat(three).extracting(TextPair::chosen).contains("a", "b");
    List<TextPair> all = new GradedPairs(1, 100).of(group);
    assertThat(all).hasSize(6).doesNotHaveDuplicates();
    assertThat(all.subList(0, 3)).isEqualTo(three);
    List<Graded> mirrored =
        List.of(graded("a", 0), graded("b", 0), graded("x", 1), graded("y", 1), graded("z", 1));
    assertThat(new GradedPairs(1, 100).of(mirrored)).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void aGroupWithoutBothKindsGivesNoPair() {
    assertThat(GradedPairs.defaults().of(List.of(graded("4", 1), graded("four", 1))))
        .isEmpty();
    assertThat(GradedPairs.defaults().of(List.of(graded("5", 0)))).isEmpty();
    assertThat(GradedPairs.defaults().of(List.of())).isEmpty();
  }

  @Test
  void repeatedTextsTruncatedTextsAndTextsGradedBothWaysAreLeftOut() {
    List<Graded> group = List.of(
        graded("4", 1),
        graded("4", 1),
        graded("5", 0),
        graded("5", 0),
        new Graded("4 becau", 0, true),
        graded("flaky", 1),
        graded("flaky", 0));
    assertThat(new GradedPairs(1, 8).of(group)).containsExactly(new TextPair("4", "5", 1));
  }

  @Test
  void aRowHasTrlsColumnsAndTheProblem() {
    assertThat(new TextPair("4", "5", 1).row(Problem.of("p", "2+2", "4"), "2+2="))
        .containsEntry("prompt", "2+2=")
        .containsEntry("chosen", "4")
        .containsEntry("rejected", "5")
        .containsEntry("margin", 1.0)
        .containsEntry("question", "2+2")
        .containsEntry("answer", "4")
        .containsEntry("id", "p")
        .containsEntry("special_tokens", true);
  }

  @Test
  void settingsWithoutAMeaningAreRefused() {
    assertThatThrownBy(() -> new GradedPairs(1, 0)).hasMessageContaining("per-problem:");
    assertThatThrownBy(() -> new GradedPairs(Double.NaN, 1)).hasMessageContaining("correct-from:");
  }
}

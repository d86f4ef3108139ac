package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.Components;
import org.junit.jupiter.api.Test;

class ScoreAnswersTest {
  @Test
  void equalValuesAreRightAndRoundedOrUnmarkedOnesAreNot() {
    assertThat(ScoreAnswers.scores().stream().map(Score::verdict))
        .containsExactly(Verdict.CORRECT, Verdict.WRONG, Verdict.NO_ANSWER);
    assertThat(ScoreAnswers.scores().stream().map(Score::value)).containsExactly(1.0, 0.0, 0.0);
  }

  @Test
  void noTensorLibraryIsOnTheClassPathAndEveryRewardIsStillFoundByName() {
    assertThatThrownBy(() -> Class.forName("ai.djl.ndarray.NDArray"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThat(Components.load().names(Reward.class)).contains("math-answer", "code-tests", "sum");
  }
}

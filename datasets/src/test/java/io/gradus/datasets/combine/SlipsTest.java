package io.gradus.datasets.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Dataset;
import io.gradus.core.DatasetContract;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.datasets.Arithmetic;
import io.gradus.datasets.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SlipsTest extends DatasetContract {

  private static Slips pairs(Split split) {
    return new Slips(new Arithmetic(2, split, 0, 0, 1));
  }

  @Override
  protected Dataset dataset() {
    return pairs(Split.TRAIN);
  }

  @Override
  protected Optional<Dataset> heldOut() {
    return Optional.of(pairs(Split.TEST));
  }

  private static String text(Demonstration demonstration) {
    return demonstration.reasoning() + "|" + demonstration.answer();
  }

  @Test
  void exactlyOneDigitDiffers() {
    for (int i = 0; i < 300; i++) {
      Problem pair = dataset().problem(5, 1, i, 300);
      String right = text(pair.demonstration().orElseThrow());
      String wrong = text(pair.rejected().orElseThrow().demonstration());
      assertThat(wrong).hasSameSizeAs(right);
      int differences = 0;
      for (int c = 0; c < right.length(); c++) {
        if (right.charAt(c) != wrong.charAt(c)) {
          differences++;
          assertThat(right.charAt(c)).isBetween('0', '9');
          assertThat(wrong.charAt(c)).isBetween('0', '9');
        }
      }
      assertThat(differences).isEqualTo(1);
    }
  }

  @Test
  void slipsAreInTheReasoningAndInTheAnswer() {
    assertThat(dataset().first(100))
        .anyMatch(pair -> !answer(pair).equals(pair.answer()))
        .anyMatch(pair -> answer(pair).equals(pair.answer()));
  }

  private static String answer(Problem pair) {
    return pair.rejected().orElseThrow().demonstration().answer();
  }

  @Test
  void problemsWithoutDigitsInTheirDemonstrationsAreRefused() {
    assertThatThrownBy(() -> new Slips(one(Optional.empty())).first(1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("problem 'q' has no demonstration");
    assertThatThrownBy(
            () -> new Slips(one(Optional.of(new Demonstration("so", "two")))).problem(1, 1, 0, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("problem 'q' has no digit to change");
  }

  private static Dataset one(Optional<Demonstration> demonstration) {
    Problem problem = new Problem("q", "1+1", "2", demonstration, Map.of());
    return new Dataset() {
      @Override
      public Problem problem(long seed, long step, int index, int stride) {
        return problem;
      }

      @Override
      public List<Problem> first(int count) {
        return List.of(problem);
      }

      @Override
      public OptionalLong size() {
        return OptionalLong.of(1);
      }
    };
  }
}

package io.gradus.datasets.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Dataset;
import io.gradus.core.DatasetContract;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.datasets.Arithmetic;
import io.gradus.datasets.Split;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContrastTest extends DatasetContract {

  private static Contrast pairs(Split split, boolean wrong) {
    return new Contrast(
        new Arithmetic(2, split, 0, 0, 1), new Arithmetic(2, split, 0.6, 0.4, 0), wrong);
  }

  @Override
  protected Dataset dataset() {
    return pairs(Split.TRAIN, true);
  }

  @Override
  protected Optional<Dataset> heldOut() {
    return Optional.of(pairs(Split.TEST, true));
  }

  private static String rejectedAnswer(Problem pair) {
    return pair.rejected().orElseThrow().demonstration().answer();
  }

  @Test
  void theChosenAnswerIsRightAndTheRejectedAnswerIsWrong() {
    Dataset pairs = dataset();
    for (int i = 0; i < 300; i++) {
      Problem pair = pairs.problem(5, 1, i, 300);
      assertThat(pair.demonstration().orElseThrow().answer()).isEqualTo(pair.answer());
      assertThat(rejectedAnswer(pair)).isNotEqualTo(pair.answer());
    }
  }

  @Test
  void rightAnswersAreRejectedIfTheRecipeAllowsThem() {
    assertThat(pairs(Split.TRAIN, false).first(200))
        .anyMatch(pair -> rejectedAnswer(pair).equals(pair.answer()));
  }

  @Test
  void twoDataSetsWithDifferentQuestionsAreRefused() {
    Contrast other =
        new Contrast(Arithmetic.defaults(), new Arithmetic(3, Split.TRAIN, 1, 0, 0), true);
    assertThatThrownBy(() -> other.problem(1, 1, 0, 8))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("ask different questions");
  }

  @Test
  void equalDemonstrationsAreNoPair() {
    Arithmetic careful = new Arithmetic(1, Split.TRAIN, 0, 0, 1);
    assertThatThrownBy(() -> new Contrast(careful, careful, false).problem(1, 1, 0, 8))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no rejected demonstration is worse");
  }
}

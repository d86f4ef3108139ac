package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SupervisedTrainerTest {
  private static TokenSequence sequence(String question, int context) {
    return SupervisedTrainer.sequence(
        new Problem("one", question, "3", Optional.of(new Demonstration("", "3")), Map.of()),
        new CharacterTokenizer("123+=<>/aehiknrstw", List.of()),
        new BareTemplate(""),
        context);
  }

  @Test
  void aDemonstrationIsRefusedInWordsWhereItCannotBeRead() {
    assertThat(sequence("1+2", 64).prompt()).hasSize(3);
    assertThatThrownBy(() -> sequence("1+2", 16))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("more than the policy's context of 16. Shorten them")
        .hasMessageContaining(
            "(with an architecture of your own) raise policy.architecture.context");
    assertThatThrownBy(() -> sequence("", 64))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("problem 'one': its prompt has no tokens");
  }
}

package io.gradus.core.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Rejected;
import io.gradus.core.UserError;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairReadingTest {
  private static final CharacterTokenizer TOKENIZER =
      new CharacterTokenizer("123=", List.of("<think>", "</think>", "<answer>", "</answer>"));

  private static PairReading reading(int context, TooLong tooLong) {
    return new PairReading(TOKENIZER, new BareTemplate("="), context, tooLong);
  }

  private static Problem pair(String chosen, String rejected) {
    return new Problem("p1", "12", "", Optional.of(Demonstration.written(chosen)), Map.of())
        .rejecting(Rejected.of(Demonstration.written(rejected)));
  }

  private static void assertRefused(PairReading reading, Problem problem, String... words) {
    assertThatThrownBy(() -> reading.pair(problem))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("problem 'p1'")
        .hasMessageContainingAll(words);
  }

  @Test
  void bothCompletionsFollowTheSamePromptAndEndWithTheEndToken() {
    TokenPair pair = reading(16, TooLong.REFUSE).pair(pair("3", "21"));
    assertThat(pair.chosen().prompt()).isEqualTo(TOKENIZER.encode("12="));
    assertThat(pair.rejected().prompt()).isEqualTo(pair.chosen().prompt());
    int end = TOKENIZER.endTokens().get(0);
    assertThat(pair.chosen().completion()).containsExactly(TOKENIZER.encode("3")[0], end);
    assertThat(pair.rejected().completion()).hasSize(3).endsWith(end);
    assertThat(pair.truncated()).isFalse();
  }

  @Test
  void tagsOfAWrittenCompletionAreTokensAndATemplateWritesTheSame() {
    Problem written = pair("<think>1</think><answer>3</answer>", "2");
    Problem formatted = new Problem(
            "p1", "12", "", Optional.of(new Demonstration("1", "3")), Map.of())
        .rejecting(Rejected.of(Demonstration.written("2")));
    PairReading reading = reading(16, TooLong.REFUSE);
    assertThat(reading.pair(written).chosen().completion())
        .isEqualTo(reading.pair(formatted).chosen().completion())
        .hasSize(7);
  }

  @Test
  void equalTextsAreRefused() {
    assertRefused(
        reading(16, TooLong.REFUSE),
        pair("3", "3"),
        "have the same tokens, so the pair teaches nothing",
        "leave the pair out");
  }

  @Test
  void aProblemWithoutARejectedCompletionIsRefused() {
    assertRefused(
        reading(16, TooLong.REFUSE),
        Problem.of("p1", "12", "3"),
        "has no rejected completion",
        "trl-file or contrast");
  }

  @Test
  void aLongPairIsRefusedOrItsEndIsCutOff() {
    Problem longer = pair("3", "1111111");
    assertRefused(reading(8, TooLong.REFUSE), longer, "have 11 tokens", "too-long: truncate");
    TokenPair cut = reading(8, TooLong.TRUNCATE).pair(longer);
    assertThat(cut.truncated()).isTrue();
    assertThat(cut.rejected().completion())
        .isEqualTo(TOKENIZER.encode("11111"))
        .doesNotContain(TOKENIZER.endTokens().get(0));
    assertThat(cut.chosen().completion()).hasSize(2);
  }

  @Test
  void pairsThatDifferOnlyBeyondTheContextAreRefused() {
    assertRefused(
        reading(6, TooLong.TRUNCATE), pair("1112", "1113"), "differ only beyond the context of 6");
    assertRefused(reading(3, TooLong.TRUNCATE), pair("1", "2"), "leaves no room for a completion");
  }
}

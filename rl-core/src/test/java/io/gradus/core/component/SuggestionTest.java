package io.gradus.core.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> NAMES = List.of(
      "group-size",
      "steps",
      "seed",
      "clip-low",
      "clip-high",
      "max-gradient-norm",
      "k",
      "token-mean");

  @ParameterizedTest
  @CsvSource({
    "group-sise, group-size",
    "groupSize, group-size",
    "GROUP_SIZE, group-size",
    "stpes, steps",
    "sed, seed",
    "clip-hgih, clip-high",
    "max_grad_norm, max-gradient-norm",
    "max-g, max-gradient-norm",
    "token, token-mean",
  })
  void misspeltNameFindsItsOwn(String wrong, String right) {
    assertThat(Suggestion.nearest(wrong, NAMES)).containsExactly(right);
  }

  @ParameterizedTest
  @CsvSource({"x", "temperature", "''", "q", "to"})
  void strangeNameFindsNone(String wrong) {
    assertThat(Suggestion.nearest(wrong, NAMES)).isEmpty();
    assertThat(Suggestion.didYouMean(wrong, NAMES)).isEmpty();
  }

  @Test
  void equallyNearNamesAreAllGiven() {
    assertThat(Suggestion.didYouMean("pass-at-3", List.of("pass-at-1", "pass-at-8", "cons")))
        .isEqualTo(" Did you mean 'pass-at-1' or 'pass-at-8'?");
  }

  @Test
  void longNonsenseCostsNothing() {
    assertThat(Suggestion.nearest("x".repeat(1_000_000), NAMES)).isEmpty();
  }
}

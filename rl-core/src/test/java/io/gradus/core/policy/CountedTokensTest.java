package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.cost.Flops;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountedTokensTest {
  @Test
  void theCountOfTokensIsThatOfThePackedBatch() {
    int[] prompt = {1, 2, 3};
    List<TokenSequence> batch = List.of(
        new TokenSequence(prompt, new int[] {4}),
        new TokenSequence(prompt.clone(), new int[] {5, 6, 7}),
        new TokenSequence(new int[] {1, 2}, new int[] {3, 4}),
        new TokenSequence(prompt, new int[] {8, 9}));
    assertThat(Flops.tokens(batch)).isEqualTo(new TokenBatch(batch).tokens()).isEqualTo(12);
  }
}

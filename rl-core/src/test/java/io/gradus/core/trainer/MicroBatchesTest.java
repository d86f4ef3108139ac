package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.policy.TokenSequence;
import io.gradus.core.trainer.MicroBatches.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MicroBatchesTest {

  /** Pairs of a prompt of 3 tokens and completions of 2 and 4 tokens: 9 tokens each. */
  private static List<TokenSequence> pairs(int count) {
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sequences.add(new TokenSequence(new int[] {i, 1, 1}, new int[2]));
      sequences.add(new TokenSequence(new int[] {i, 1, 1}, new int[4]));
    }
    return sequences;
  }

  @Test
  void aPairIsNeverSeparated() {
    for (int tokens = 1; tokens < 60; tokens++) {
      for (int most = 1; most < 5; most++) {
        for (Range range : MicroBatches.ofPairs(Optional.of(most), tokens).of(pairs(5))) {
          assertThat(range.from() % 2).isZero();
          assertThat(range.to() % 2).isZero();
          assertThat(range.to() - range.from()).isBetween(2, 2 * most);
        }
      }
    }
  }

  @Test
  void aSharedPromptCountsOnceAndALongPairHasAPassOfItsOwn() {
    assertThat(MicroBatches.ofPairs(Optional.empty(), 18).of(pairs(3)))
        .containsExactly(new Range(0, 4), new Range(4, 6));
    assertThat(MicroBatches.ofPairs(Optional.empty(), 17).of(pairs(2)))
        .containsExactly(new Range(0, 2), new Range(2, 4));
    assertThat(MicroBatches.ofPairs(Optional.empty(), 3).of(pairs(2)))
        .containsExactly(new Range(0, 2), new Range(2, 4));
  }

  @Test
  void otherSequencesMayBeSeparatedAnywhere() {
    assertThat(new MicroBatches(Optional.of(3), 100).of(pairs(2)))
        .containsExactly(new Range(0, 3), new Range(3, 4));
    assertThat(new MicroBatches(Optional.empty(), 9).of(pairs(2)))
        .containsExactly(new Range(0, 2), new Range(2, 4));
  }
}

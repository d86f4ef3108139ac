package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packing: every token goes through the network once, and sees what stands before it. */
class TokenBatchTest {

  @ParameterizedTest(name = "random case {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noTokenOfTheNetworkIsPadding(long seed) {
    Random random = new Random(seed);
    int groups = 1 + random.nextInt(5);
    int groupSize = 1 + random.nextInt(6);
    List<TokenSequence> sequences = TinyPolicy.sequences(random, 50, groups, groupSize);
    TokenBatch batch = new TokenBatch(sequences);

    int prompts = 0;
    for (int g = 0; g < groups; g++) {
      boolean repeated = g > 0
          && Arrays.equals(
              sequences.get(g * groupSize).prompt(),
              sequences.get(g * groupSize - 1).prompt());
      prompts += repeated ? 0 : sequences.get(g * groupSize).prompt().length;
    }
    int read = sequences.stream().mapToInt(s -> s.completion().length - 1).sum();
    assertThat(batch.tokens()).isEqualTo(prompts + read);
    assertThat(batch.rows).hasSize(read + sequences.size());

    // Every row of the batch is the result of exactly one place of one rectangle, in order.
    int[] covered = batch.rectangles.stream()
        .flatMapToInt(r -> Arrays.stream(r.results()).map(at -> r.queries()[at]))
        .toArray();
    assertThat(covered).containsExactly(IntStream.range(0, batch.tokens()).toArray());
  }

  @ParameterizedTest(name = "random case {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aTokenSeesItsPromptAndWhatStandsBeforeItOnce(long seed) {
    Random random = new Random(seed);
    List<TokenSequence> sequences = TinyPolicy.sequences(random, 50, 3, 4);
    TokenBatch batch = new TokenBatch(sequences);
    int[][] seen = new int[batch.tokens()][];
    for (TokenBatch.Rectangle r : batch.rectangles) {
      for (int at : r.results()) {
        int first = at / r.t() * r.s();
        seen[r.queries()[at]] = IntStream.range(0, r.s())
            .filter(s -> r.mask()[at * r.s() + s] == 0)
            .map(s -> r.keys()[first + s])
            .toArray();
      }
    }
    for (int i = 0, c = 0; i < sequences.size(); i++) {
      TokenSequence sequence = sequences.get(i);
      int[] text = IntStream.concat(
              Arrays.stream(sequence.prompt()), Arrays.stream(sequence.completion()))
          .toArray();
      for (int t = 0; t < sequence.completion().length; t++, c++) {
        int[] before = seen[batch.rows[c]];
        assertThat(Arrays.stream(before).map(row -> batch.ids[row]))
            .containsExactlyElementsOf(IntStream.range(0, sequence.prompt().length + t)
                .mapToObj(at -> text[at])
                .toList());
        assertThat(Arrays.stream(before).map(row -> batch.positions[row]))
            .containsExactlyElementsOf(IntStream.range(0, before.length).boxed().toList());
        assertThat(batch.targets[c]).isEqualTo(sequence.completion()[t]);
      }
    }
  }

  @Test
  void aGroupsPromptIsRunOnce() {
    int[] prompt = {1, 2, 3, 4, 5};
    TokenBatch batch = new TokenBatch(List.of(
        new TokenSequence(prompt, new int[] {6}),
        new TokenSequence(prompt.clone(), new int[] {7, 8}),
        new TokenSequence(prompt.clone(), new int[] {9})));
    assertThat(batch.tokens()).isEqualTo(6);
    assertThat(batch.lengths).containsExactly(1, 2, 1);
  }

  @Test
  void theSamePromptLaterInTheBatchIsRunAgain() {
    TokenBatch batch = new TokenBatch(List.of(
        new TokenSequence(new int[] {1, 2}, new int[] {6}),
        new TokenSequence(new int[] {3}, new int[] {7}),
        new TokenSequence(new int[] {1, 2}, new int[] {9})));
    assertThat(batch.tokens()).isEqualTo(5);
  }

  /** One long completion among short ones must not make the attention of all as wide as its own. */
  @Test
  void attentionsRectanglesHoldLittlePadding() {
    List<TokenSequence> sequences = IntStream.range(0, 32)
        .mapToObj(i -> new TokenSequence(new int[] {i}, new int[i == 7 ? 400 : 10]))
        .toList();
    long squares = new TokenBatch(sequences)
        .rectangles.stream().mapToLong(r -> (long) r.b() * r.t() * r.s()).sum();
    assertThat(squares).isLessThan(2L * (400 * 400 + 31 * 10 * 10));
  }
}

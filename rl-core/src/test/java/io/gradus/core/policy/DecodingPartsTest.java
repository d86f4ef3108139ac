package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradus.core.architecture.Decoder;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are sampled in parts side by side draw what they draw together. */
class DecodingPartsTest {
  private static final int VOCABULARY = 11;
  private static final Decoder DECODER = TinyPolicy.decoder(4, 2, true);
  private static final int N = 8;
  private static final List<Integer> NONE = List.of(1_000);

  static List<String> models() {
    return List.copyOf(TinyModels.all().keySet());
  }

  private static List<int[]> prompts(int different, int rowsOfEach) {
    Random random = new Random(different);
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < different; i++) {
      prompts.addAll(Collections.nCopies(rowsOfEach, TinyPolicy.tokens(random, VOCABULARY, 1, 9)));
    }
    return prompts;
  }

  private static List<List<int[]>> cut(List<int[]> rows, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            part -> rows.subList(part * rows.size() / count, (part + 1) * rows.size() / count))
        .toList();
  }

  /** Numbers {@code (B, n)} that a row keeps wherever it stands. */
  private static float[] uniforms(int[] rows, int block) {
    float[] uniforms = new float[rows.length * N];
    for (int i = 0; i < rows.length; i++) {
      Random random = new Random(1_000L * block + rows[i]);
      for (int t = 0; t < N; t++) {
        uniforms[i * N + t] = random.nextInt(1 << 24) * 0x1.0p-24f;
      }
    }
    return uniforms;
  }

  private static Decoding decoding(Policy policy, List<Integer> ends, List<List<int[]>> parts) {
    return new Decoding(policy, 3 * N, new float[] {1, 0, 1, 0, 0}, ends, parts);
  }

  /** Three blocks; behind the first and the second some rows leave, and the others change places. */
  private static List<Decoding.Drawn> draw(Policy policy, List<List<int[]>> parts) {
    int count = parts.stream().mapToInt(List::size).sum();
    int[] all = IntStream.range(0, count).toArray();
    // Odd ones, backwards; of these the later ones, so that the first part has left.
    int[] some = IntStream.range(0, count / 2).map(i -> 2 * (count / 2 - i) - 1).toArray();
    int[] few = Arrays.copyOf(some, some.length / 4);
    try (Decoding decoding = decoding(policy, NONE, parts)) {
      List<Decoding.Drawn> drawn = new ArrayList<>();
      drawn.add(decoding.advance(uniforms(all, 0), N));
      decoding.keep(some);
      drawn.add(decoding.advance(uniforms(some, 1), N));
      decoding.keep(IntStream.range(0, few.length).toArray());
      assertThat(decoding.rows()).isEqualTo(few.length);
      drawn.add(decoding.advance(uniforms(few, 2), N));
      return drawn;
    }
  }

  private static void drawTheSame(Policy policy, int count) {
    List<int[]> rows = prompts(7, 3);
    List<Decoding.Drawn> together = draw(policy, List.of(rows));
    int arrays = policy.nativeArrays();

    List<Decoding.Drawn> once = draw(policy, cut(rows, count));

    for (int block = 0; block < together.size(); block++) {
      Decoding.Drawn a = once.get(block);
      Decoding.Drawn b = together.get(block);
      assertThat(a.tokens()).containsExactly(b.tokens());
      assertThat(a.logProbs()).containsExactly(b.logProbs(), offset(1e-5f));
      assertThat(a.samplingLogProbs()).containsExactly(b.samplingLogProbs(), offset(1e-5f));
    }
    // Whichever lane ends first.
    for (int again = 0; again < 5; again++) {
      List<Decoding.Drawn> more = draw(policy, cut(rows, count));
      for (int block = 0; block < once.size(); block++) {
        assertThat(more.get(block).logProbs()).containsExactly(once.get(block).logProbs());
      }
    }
    assertThat(policy.nativeArrays()).isEqualTo(arrays);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void drawWhatTheyDrawTogetherWhateverTheModel(String name) {
    Transformer model = Objects.requireNonNull(TinyModels.all().get(name), name);
    try (Policy policy = TinyPolicy.random(model, VOCABULARY, 3)) {
      drawTheSame(policy, 3);
    }
  }

  @ParameterizedTest(name = "{0} parts")
  @ValueSource(ints = {2, 5, 21})
  void drawWhatTheyDrawTogetherHoweverManyThereAre(int count) {
    try (Policy policy = TinyPolicy.random(DECODER, VOCABULARY, 3)) {
      drawTheSame(policy, count);
    }
  }

  @ParameterizedTest(name = "base {0}")
  @ValueSource(strings = {"float32", "int8"})
  void drawWhatTheyDrawTogetherWithAnAdapter(String base) {
    try (Policy policy = LoraTest.adapted(LoraTest.lora(0, base))) {
      LoraTest.disturb(policy, 3);
      drawTheSame(policy, 3);
    }
  }

  @Test
  void havePaddingThatIsNoLogProbWhereAllRowsOfAPartAreDone() {
    List<int[]> rows = prompts(2, 1);
    try (Policy policy = TinyPolicy.random(DECODER, VOCABULARY, 5)) {
      int[] last = new int[2];
      Decoding.Drawn whole;
      try (Decoding decoding = decoding(policy, NONE, cut(rows, 1))) {
        whole = decoding.advance(uniforms(new int[] {0, 1}, 0), N);
      }
      // An end token that the first row meets at once, and the second later.
      int end = Math.toIntExact(whole.tokens()[0]);
      for (int row = 0; row < 2; row++) {
        while (last[row] < N - 1 && whole.tokens()[row * N + last[row]] != end) {
          last[row]++;
        }
      }
      assertThat(last[0]).isZero();
      assertThat(last[1]).isPositive();

      try (Decoding decoding = decoding(policy, List.of(end), cut(rows, 2))) {
        Decoding.Drawn drawn = decoding.advance(uniforms(new int[] {0, 1}, 0), N);

        assertThat(drawn.drawn()).isEqualTo(last[1] + 1);
        assertThat(drawn.logProbs()[0]).isEqualTo(whole.logProbs()[0], offset(1e-5f));
        for (int t = 1; t < drawn.drawn(); t++) {
          assertThat(drawn.logProbs()[t]).isNaN();
          assertThat(drawn.samplingLogProbs()[t]).isNaN();
        }
        assertThat(Arrays.copyOfRange(drawn.tokens(), drawn.drawn(), 2 * drawn.drawn()))
            .containsExactly(Arrays.copyOfRange(whole.tokens(), N, N + drawn.drawn()));
      }
    }
  }

  @Test
  void areMadeByAPolicyWhoseRowsAreMany() {
    assumeTrue(Lanes.count() > 1, "skipped: there is one core only");
    List<int[]> rows = prompts(30 * Lanes.count(), 2);
    try (Policy policy = TinyPolicy.random(DECODER, VOCABULARY, 5)) {
      assertThat(Decoding.cut(policy, rows, 3 * N)).hasSize(Lanes.count());
      assertThat(Decoding.cut(policy, rows.subList(0, 6), 3 * N)).hasSize(1);
      int[] all = IntStream.range(0, rows.size()).toArray();
      try (Decoding inParts = new Decoding(policy, rows, 3 * N, 1, 0, 1, NONE);
          Decoding whole = decoding(policy, NONE, List.of(rows))) {
        assertThat(inParts.advance(uniforms(all, 0), N).tokens())
            .containsExactly(whole.advance(uniforms(all, 0), N).tokens());
      }
    }
  }

  @Test
  void leaveNothingBehindWhereOneFails() {
    try (Policy policy = TinyPolicy.random(DECODER, VOCABULARY, 3)) {
      int arrays = policy.nativeArrays();
      List<int[]> unknown = List.of(new int[] {VOCABULARY});

      assertThatThrownBy(() -> decoding(policy, NONE, List.of(prompts(2, 2), unknown)))
          .hasMessageContaining("index out of range");
      assertThat(policy.nativeArrays()).isEqualTo(arrays);
    }
  }

  @Test
  void goOnAfterSomeoneElseNeededMorePositions() {
    Decoder decoder = new Decoder(
        1, 8, 1, Optional.empty(), Optional.empty(), Optional.of(8), 10_000, 1e-5, true, 5_000);
    int[] rows = {0, 1, 2, 3};
    try (Policy policy = TinyPolicy.random(decoder, VOCABULARY, 3);
        Decoding decoding = decoding(policy, NONE, cut(prompts(4, 1), 2));
        Decoding other = decoding(policy, NONE, cut(prompts(4, 1), 1))) {
      decoding.advance(uniforms(rows, 0), N);
      other.advance(uniforms(rows, 0), N);

      policy.score(List.of(new TokenSequence(new int[4_500], new int[2])), 1);

      assertThat(decoding.advance(uniforms(rows, 1), N).tokens())
          .containsExactly(other.advance(uniforms(rows, 1), N).tokens());
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"", "3 3", "0 4", "-1"})
  void areNotKeptWithoutARowOrWithOneThatIsNotThere(String kept) {
    int[] rows = Arrays.stream(kept.split(" "))
        .filter(row -> !row.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
    try (Policy policy = TinyPolicy.random(DECODER, VOCABULARY, 3);
        Decoding decoding = decoding(policy, NONE, cut(prompts(4, 1), 2))) {
      assertThatThrownBy(() -> decoding.keep(rows)).isInstanceOf(IllegalArgumentException.class);
      assertThat(decoding.advance(uniforms(new int[] {0, 1, 2, 3}, 0), N).drawn())
          .isEqualTo(N);
    }
  }
}

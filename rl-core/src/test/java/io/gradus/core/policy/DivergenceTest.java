package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.Divergence;
import io.gradus.core.SharedData;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.Lanes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Divergences from a teacher over the whole vocabulary, and their gradients. */
class DivergenceTest {
  private static final int VOCABULARY = 11;
  private static final Decoder STUDENT = TinyPolicy.decoder(2, 1, true);
  private static final Decoder TEACHER = TinyPolicy.decoder(4, 2, false);

  /** A loss that weighs each divergence of a token with a random number. */
  private static LogProbs gradient(Policy student, List<Teaching> teachings, long seed) {
    List<TokenSequence> sequences = teachings.get(0).sequences();
    student.zeroGradients();
    return student.gradient(sequences, 1, 1, teachings, logProbs -> {
      List<float[][]> slopes = new ArrayList<>();
      for (int k = 0; k < teachings.size(); k++) {
        slopes.add(TinyPolicy.slopes(sequences, seed + k));
      }
      return new TokenGradients(zeros(sequences), new float[0][], slopes);
    });
  }

  private static float[][] zeros(List<TokenSequence> sequences) {
    return sequences.stream().map(s -> new float[s.completion().length]).toArray(float[][]::new);
  }

  private static Teaching teaching(
      Policy teacher, List<TokenSequence> sequences, double beta, double temperature) {
    return new Teaching(new Divergence("teacher", beta, temperature), teacher, sequences);
  }

  private static double largest(Map<String, float[]> gradients) {
    double largest = 0;
    for (float[] values : gradients.values()) {
      for (float value : values) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  // -------------------------------------------------------------------------------------------
  // against TRL

  @TestFactory
  List<DynamicTest> bareLogitsGiveTheDivergencesAndSlopesOfTrl() throws IOException {
    JsonNode bare = JsonMapper.builder()
        .build()
        .readTree(SharedData.require("goldens/distillation_gkd.json").toFile())
        .get("bare_logits");
    List<DynamicTest> tests = new ArrayList<>();
    int[] tokens = {3, 4, 2};
    for (JsonNode row : bare.get("rows")) {
      // One of the nine tokens for each row: a policy says one distribution, and takes long to
      // make.
      int b = tests.size() % 3;
      int t = tests.size() / 3 % tokens[b];
      tests.add(
          DynamicTest.dynamicTest(row.get("name").asText(), () -> checkBare(bare, row, b, t)));
    }
    assertThat(tests).hasSize(10);
    return tests;
  }

  private static void checkBare(JsonNode bare, JsonNode row, int b, int t) {
    double beta = row.at("/settings/beta").asDouble();
    double temperature = row.at("/settings/temperature").asDouble();
    JsonNode logits = bare.get("student_logits").get(b).get(t);
    List<TokenSequence> one = List.of(new TokenSequence(new int[1], new int[1]));
    try (Policy student = saying(logits);
        Policy teacher = saying(bare.get("teacher_logits").get(b).get(t))) {
      student.zeroGradients();
      LogProbs said = student.gradient(
          one,
          1,
          1,
          List.of(teaching(teacher, one, beta, temperature)),
          logProbs -> new TokenGradients(
              zeros(one), new float[0][], Collections.singletonList(new float[][] {{1}})));
      assertThat((double) said.divergences().get(0)[0][0])
          .isCloseTo(row.get("per_token_divergence").get(b).get(t).asDouble(), offset(1e-5));
      // The head's row of a token is its dL/dz times the state, whose entry 7 is known. The loss is
      // the mean over 9 tokens.
      float[] head = Objects.requireNonNull(TinyPolicy.gradients(student).get("lm_head.weight"));
      JsonNode expected = row.get("gradient_wrt_student_logits").get(b).get(t);
      for (int v = 0; v < 7; v++) {
        double slope = head[v * WIDTH + 7] / rest(logits);
        assertThat(slope / 9).isCloseTo(expected.get(v).asDouble(), offset(1e-6));
      }
    }
  }

  private static final int WIDTH = 16;
  private static final double SQUARES = 100;

  private static double rest(JsonNode logits) {
    return Math.sqrt(SQUARES
        - logits.valueStream().mapToDouble(z -> z.asDouble() * z.asDouble()).sum());
  }

  /**
   * A policy that says these logits after token 0: its layers add nothing, and its final norm divides by a constant.
   */
  private static Policy saying(JsonNode logits) {
    Decoder decoder = new Decoder(
        1, WIDTH, 2, Optional.empty(), Optional.empty(), Optional.of(8), 10_000, 1e-12, false, 8);
    return Policy.of(decoder, 7, Compute.cpu(), name -> {
      int size = decoder.parameters(7).stream()
          .flatMap(
              p -> p.parts().stream().filter(part -> part.name().equals(name)).map(part ->
                  (int) (part.rows() * p.rowSize())))
          .findFirst()
          .orElseThrow();
      float[] values = new float[size];
      if (name.equals("model.embed_tokens.weight")) {
        for (int v = 0; v < 7; v++) {
          values[v] = (float) logits.get(v).asDouble();
        }
        values[7] = (float) rest(logits);
      } else if (name.equals("lm_head.weight")) {
        for (int v = 0; v < 7; v++) {
          values[v * WIDTH + v] = 1;
        }
      } else if (name.endsWith("norm.weight")) {
        Arrays.fill(values, (float) Math.sqrt(SQUARES / WIDTH));
      }
      return values;
    });
  }

  // -------------------------------------------------------------------------------------------
  // identities

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.5, 1})
  void aTeacherThatIsThePolicyGivesNoLossAndNoGradient(double beta) {
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(1), VOCABULARY, 3, 3);
    try (Policy student = TinyPolicy.random(STUDENT, VOCABULARY, 1);
        Policy other = TinyPolicy.random(STUDENT, VOCABULARY, 2);
        Policy copy = student.copy()) {
      gradient(student, List.of(teaching(other, sequences, beta, 1)), 5);
      double apart = largest(TinyPolicy.gradients(student));
      for (Policy same : List.of(copy, student)) {
        LogProbs said = gradient(student, List.of(teaching(same, sequences, beta, 1)), 5);
        for (float[] row : said.divergences().get(0)) {
          assertThat(row).containsExactly(new float[row.length], offset(1e-6f));
        }
        assertThat(largest(TinyPolicy.gradients(student))).isLessThan(1e-6 * apart);
      }
    }
  }

  @Test
  void jensenShannonTendsToTheKlDivergencesAtItsEnds() {
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(1), VOCABULARY, 3, 3);
    try (Policy student = TinyPolicy.random(STUDENT, VOCABULARY, 1);
        Policy teacher = TinyPolicy.random(TEACHER, VOCABULARY, 2)) {
      for (double end : new double[] {0, 1}) {
        double near = 1e-3;
        float[][] kl = gradient(student, List.of(teaching(teacher, sequences, end, 1)), 5)
            .divergences()
            .get(0);
        double beta = Math.abs(end - near);
        float[][] js = gradient(student, List.of(teaching(teacher, sequences, beta, 1)), 5)
            .divergences()
            .get(0);
        // The formula itself vanishes there: divided by the small weight it is the KL divergence.
        for (int i = 0; i < kl.length; i++) {
          for (int t = 0; t < kl[i].length; t++) {
            assertThat(js[i][t] / near).isCloseTo(kl[i][t], within(0.02 * kl[i][t] + 0.02));
          }
        }
      }
    }
  }

  @Test
  void theMeanOfTheSampledEstimateIsTheReverseKlAndItsGradientTheSame() {
    int[] prompt = {3, 1};
    try (Policy student = TinyPolicy.random(STUDENT, VOCABULARY, 1);
        Policy teacher = TinyPolicy.random(TEACHER, VOCABULARY, 2)) {
      List<TokenSequence> every = new ArrayList<>();
      for (int v = 0; v < VOCABULARY; v++) {
        every.add(new TokenSequence(prompt, new int[] {v}));
      }
      float[][] policy = student.score(every, 1).logProbs();
      float[][] taught = teacher.score(every, 1).logProbs();
      double mean = 0;
      for (int v = 0; v < VOCABULARY; v++) {
        mean += Math.exp(policy[v][0]) * (policy[v][0] - taught[v][0]);
      }
      // REINFORCE with A = log teacher - log policy, over every token by its probability.
      student.zeroGradients();
      student.gradient(every, 1, logProbs -> {
        float[][] slopes = zeros(every);
        for (int v = 0; v < VOCABULARY; v++) {
          slopes[v][0] = (float) (Math.exp(policy[v][0]) * (policy[v][0] - taught[v][0]));
        }
        return new TokenGradients(slopes, new float[0][]);
      });
      Map<String, float[]> sampled = TinyPolicy.gradients(student);

      List<TokenSequence> one = every.subList(0, 1);
      student.zeroGradients();
      LogProbs said = student.gradient(
          one,
          1,
          1,
          List.of(teaching(teacher, one, 1, 1)),
          logProbs -> new TokenGradients(
              zeros(one), new float[0][], Collections.singletonList(new float[][] {{1}})));
      assertThat((double) said.divergences().get(0)[0][0]).isCloseTo(mean, offset(1e-5));
      assertThat(TinyPolicy.difference(TinyPolicy.gradients(student), sampled)).isLessThan(1e-5);
    }
  }

  @Test
  void theGradientIsTheDerivativeAtAnyTemperature() {
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(4), VOCABULARY, 2, 2);
    Map<String, float[]> weights = TinyPolicy.weights(STUDENT, VOCABULARY, 1);
    String name = "model.layers.1.mlp.down_proj.weight";
    try (Policy teacher = TinyPolicy.random(TEACHER, VOCABULARY, 2)) {
      for (double beta : new double[] {0, 0.3, 1}) {
        double step = 1e-2;
        double[] values = new double[2];
        double slope;
        try (Policy student = TinyPolicy.of(STUDENT, VOCABULARY, weights)) {
          gradient(student, List.of(teaching(teacher, sequences, beta, 1.7)), 5);
          slope = Objects.requireNonNull(TinyPolicy.gradients(student).get(name))[5];
        }
        for (int side = 0; side < 2; side++) {
          float[] moved = Objects.requireNonNull(weights.get(name));
          float before = moved[5];
          moved[5] = (float) (before + (side == 0 ? -step : step));
          try (Policy student = TinyPolicy.of(STUDENT, VOCABULARY, weights)) {
            float[][] divergences = gradient(
                    student, List.of(teaching(teacher, sequences, beta, 1.7)), 5)
                .divergences()
                .get(0);
            float[][] factors = TinyPolicy.slopes(sequences, 5);
            for (int i = 0; i < factors.length; i++) {
              for (int t = 0; t < factors[i].length; t++) {
                values[side] += factors[i][t] * divergences[i][t];
              }
            }
          }
          moved[5] = before;
        }
        assertThat(slope)
            .isCloseTo(
                (values[1] - values[0]) / (2 * step), within(1e-3 * Math.max(1, Math.abs(slope))));
      }
    }
  }

  // ------------------------------------------------------------------------------------------- how
  // the work is cut

  @Test
  void theGradientDependsOnNoCutIntoPassesChunksPartsOrOrder() {
    Random random = new Random(7);
    List<TokenSequence> sequences = TinyPolicy.sequences(random, VOCABULARY, 40, 2);
    try (Policy student = TinyPolicy.random(STUDENT, VOCABULARY, 1);
        Policy first = TinyPolicy.random(TEACHER, VOCABULARY, 2);
        Policy second = TinyPolicy.random(STUDENT, VOCABULARY, 3)) {
      List<Teaching> teachings =
          List.of(teaching(first, sequences, 0.3, 2), teaching(second, sequences, 0, 1));
      LogProbs said = gradient(student, teachings, 5);
      Map<String, float[]> whole = TinyPolicy.gradients(student);
      assertThat(largest(whole)).isGreaterThan(0);
      int arrays = student.nativeArrays() + first.nativeArrays() + second.nativeArrays();

      // Passes.
      for (int size : new int[] {1, 3, 7}) {
        student.zeroGradients();
        for (int from = 0; from < sequences.size(); from += size) {
          int to = Math.min(from + size, sequences.size());
          List<TokenSequence> pass = sequences.subList(from, to);
          student.gradient(
              pass,
              1,
              1,
              Teaching.of(teachings, from, to),
              logProbs -> new TokenGradients(
                  zeros(pass),
                  new float[0][],
                  List.of(TinyPolicy.slopes(pass, 5), TinyPolicy.slopes(pass, 6))));
        }
        assertThat(TinyPolicy.difference(TinyPolicy.gradients(student), whole)).isLessThan(1e-5);
      }
      // Parts side by side, and chunks of several sizes, with probabilities kept and not.
      for (int parts : new int[] {1, Lanes.count()}) {
        for (int chunk : new int[] {1, 7, 10_000}) {
          List<List<TokenSequence>> cut = new ArrayList<>();
          for (int p = 0; p < parts; p++) {
            cut.add(sequences.subList(
                p * sequences.size() / parts, (p + 1) * sequences.size() / parts));
          }
          student.zeroGradients();
          try (Passes passes = new Passes(student, cut, true)) {
            PassSettings settings =
                new PassSettings(1, chunk, false).keepProbabilities(chunk % 2 == 1);
            passes.read(teachings);
            LogProbs again = passes.forward(settings);
            for (int i = 0; i < sequences.size(); i++) {
              assertThat(again.divergences().get(1)[i])
                  .containsExactly(said.divergences().get(1)[i], offset(1e-5f));
            }
            passes.backward(
                settings,
                new TokenGradients(
                    zeros(sequences),
                    new float[0][],
                    List.of(TinyPolicy.slopes(sequences, 5), TinyPolicy.slopes(sequences, 6))));
          }
          assertThat(TinyPolicy.difference(TinyPolicy.gradients(student), whole))
              .isLessThan(1e-5);
        }
      }
      // Order, which takes neighbours with the same prompt apart.
      List<TokenSequence> shuffled = new ArrayList<>(sequences);
      Collections.shuffle(shuffled, random);
      gradient(
          student, List.of(teaching(first, shuffled, 0.3, 2), teaching(second, shuffled, 0, 1)), 5);
      assertThat(TinyPolicy.difference(TinyPolicy.gradients(student), whole)).isLessThan(1e-5);
      assertThat(student.nativeArrays() + first.nativeArrays() + second.nativeArrays())
          .isEqualTo(arrays);
    }
  }

  @Test
  void aTeacherMayReadAnotherPromptAndHaveRowsThatNoTextHas() {
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(3), VOCABULARY, 4, 2);
    List<TokenSequence> hinted = sequences.stream()
        .map(s -> new TokenSequence(new int[] {1, 2, 3, 4, 5}, s.completion()))
        .toList();
    try (Policy student = TinyPolicy.random(STUDENT, VOCABULARY, 1);
        Policy teacher = TinyPolicy.random(TEACHER, VOCABULARY + 3, 2)) {
      student.zeroGradients();
      LogProbs said = student.gradient(
          sequences,
          1,
          1,
          List.of(teaching(teacher, hinted, 1, 1)),
          logProbs -> new TokenGradients(
              zeros(sequences),
              new float[0][],
              Collections.singletonList(TinyPolicy.slopes(sequences, 5))));
      // By hand, for the first token of a completion.
      float[] own = last(new NextTokens(student).logits(sequences.get(5).prompt()));
      float[] taught =
          Arrays.copyOf(last(new NextTokens(teacher).logits(hinted.get(5).prompt())), VOCABULARY);
      double[] p = softmax(own);
      double[] q = softmax(taught);
      double kl = 0;
      for (int v = 0; v < VOCABULARY; v++) {
        kl += p[v] * Math.log(p[v] / q[v]);
      }
      assertThat((double) said.divergences().get(0)[5][0]).isCloseTo(kl, offset(1e-5));
    }
  }

  private static float[] last(float[][] rows) {
    return rows[rows.length - 1];
  }

  private static double[] softmax(float[] z) {
    double sum = 0;
    double[] p = new double[z.length];
    for (int v = 0; v < z.length; v++) {
      p[v] = Math.exp(z[v]);
      sum += p[v];
    }
    for (int v = 0; v < z.length; v++) {
      p[v] /= sum;
    }
    return p;
  }
}

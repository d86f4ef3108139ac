package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.Rope;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Routing;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.policy.optimizer.AdamW;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Routing in numbers, loads, and their balance. */
class MixtureTest {
  private static final int VOCABULARY = 11;

  private static Transformer transformer(Mixture mixture) {
    return new Transformer(
        16,
        List.of(new Transformer.Layer(TinyModels.grouped(2, 1, false, false, false, 0), mixture)),
        new Rope(1e4, 8, new NoScaling()),
        1e-5,
        true,
        64);
  }

  /**
   * The weights a token's experts get where the router's logits are these: read from a model whose experts answer with
   * their own unit vector, so that the state after the layer tells them.
   */
  private static double[] weights(
      double[] logits, double[] correction, int active, Routing routing) {
    int n = logits.length;
    Mixture mixture = new Mixture(
        n, active, 1, routing, Optional.empty(), false, RouterLosses.NONE, Mixture.Names.QWEN);
    Transformer transformer = transformer(mixture);
    Map<String, float[]> w = new HashMap<>();
    for (Parameter parameter : transformer.parameters(2)) {
      for (Parameter.Part part : parameter.parts()) {
        w.put(part.name(), new float[Math.toIntExact(part.rows() * parameter.rowSize())]);
      }
    }
    String mlp = "model.layers.0.mlp.";
    // A token whose only feature is the last: normed it is 4, the root of the width.
    float[] embedding = at(w, "model.embed_tokens.weight");
    embedding[15] = 1000;
    embedding[16 + 15] = 1000;
    Arrays.fill(at(w, "model.layers.0.post_attention_layernorm.weight"), 1);
    Arrays.fill(at(w, "model.norm.weight"), 1);
    for (int e = 0; e < n; e++) {
      at(w, mlp + "gate.weight")[e * 16 + 15] = (float) (logits[e] / 4);
      // silu(40) * 1/40 = 1, along feature e.
      at(w, mlp + "experts." + e + ".gate_proj.weight")[15] = 10;
      at(w, mlp + "experts." + e + ".up_proj.weight")[15] = 1 / 160f;
      at(w, mlp + "experts." + e + ".down_proj.weight")[e] = 1;
      if (routing.correction()) {
        at(w, mlp + "gate.e_score_correction_bias")[e] = (float) correction[e];
      }
    }
    double[] found = new double[n];
    for (int e = 0; e < n; e++) {
      // The logit of token 1 reads feature e, scaled by the final norm: 4 / 1000 of it.
      embedding[16 + 15] = 0;
      Arrays.fill(embedding, 16, 31, 0);
      embedding[16 + e] = 1;
      try (Policy policy = TinyPolicy.of(transformer, 2, w)) {
        found[e] = new NextTokens(policy).logits(new int[] {0})[0][1] * 1000 / 4;
      }
    }
    return found;
  }

  private static float[] at(Map<String, float[]> weights, String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }

  @Test
  void softmaxOverTheKeptLogitsIsTheRenormalisedSoftmaxOverAll() {
    double[] logits = {2, 1, 0, -1};
    assertThat(weights(logits, logits, 2, Routing.softmax(true)))
        .containsExactly(new double[] {0.731059, 0.268941, 0, 0}, within(1e-4));
    assertThat(weights(logits, logits, 2, Routing.softmax(false)))
        .containsExactly(new double[] {0.643914, 0.236883, 0, 0}, within(1e-4));
  }

  /** DeepSeek-V3: the correction decides who is chosen, the affinity alone what it weighs. */
  @Test
  void aCorrectionChoosesButDoesNotWeigh() {
    Routing routing = new Routing(Routing.Gate.SIGMOID, true, 2.5, 1, 1, true, 0);
    assertThat(weights(new double[] {2, 1, 0, -1}, new double[] {-1, 0, 0.6, 0.6}, 2, routing))
        .containsExactly(new double[] {0, 0, 1.625611, 0.874389}, within(1e-4));
  }

  /**
   * Group scores .611856 and 1.968941: the second group is kept, though the best expert of all affinities is in the
   * first.
   */
  @Test
  void expertsOfAGroupThatIsNotKeptAreOut() {
    Routing routing = new Routing(Routing.Gate.SIGMOID, true, 1, 2, 1, true, 0);
    assertThat(weights(new double[] {2, 1, 0, -1}, new double[] {-1, 0, 0.6, 0.6}, 2, routing))
        .containsExactly(new double[] {0, 0, 0.650245, 0.349755}, within(1e-4));
  }

  /**
   * Where 0 stood for "out", experts of other groups would win against negative ones: -1.5 and -2 are the best of the
   * kept group.
   */
  @Test
  void outsideTheGroupsIsMinusInfinityAndNotZero() {
    Routing routing = new Routing(Routing.Gate.SIGMOID, false, 1, 2, 1, true, 0);
    double[] found =
        weights(new double[] {0, 0, 0, 0}, new double[] {-2, -2.5, -3, -3.5}, 2, routing);
    assertThat(found).containsExactly(new double[] {0.5, 0.5, 0, 0}, within(1e-4));
  }

  @Test
  void loadsCountEverySlotOnce() {
    Transformer transformer = transformer(TinyModels.sigmoid());
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(3), VOCABULARY, 3, 2);
    try (Policy policy = TinyPolicy.random(transformer, VOCABULARY, 1)) {
      assertThat(policy.expertLoads()).isEmpty();
      TinyPolicy.gradient(policy, sequences, 1, 1);
      long tokens = new TokenBatch(sequences).tokens();
      long[][] loads = policy.expertLoads().orElseThrow().tokens();
      assertThat(loads).hasDimensions(1, 8);
      assertThat(Arrays.stream(loads[0]).sum()).isEqualTo(3 * tokens);
    }
  }

  @Test
  void loadsAreJudgedByTheirWorstLayer() {
    ExpertLoads loads = new ExpertLoads(new long[][] {{3, 3, 3, 3}, {6, 6, 0, 0}});
    assertThat(loads.maxOverMean()).isEqualTo(2);
    assertThat(loads.entropy()).isCloseTo(0.5, within(1e-12));
    assertThat(loads.idle()).isEqualTo(0.5);
  }

  @Test
  void aCorrectionMovesAgainstTheLoad() {
    Transformer transformer = transformer(TinyModels.sigmoid());
    try (Policy policy = TinyPolicy.random(transformer, VOCABULARY, 1)) {
      String name = "model.layers.0.mlp.gate.e_score_correction_bias";
      float[] before = policy.tensors().read(name).floats();
      TinyPolicy.gradient(policy, TinyPolicy.sequences(new Random(3), VOCABULARY, 3, 2), 1, 1);
      long[] load = policy.expertLoads().orElseThrow().tokens()[0];
      double mean = Arrays.stream(load).average().orElseThrow();
      policy.balanceExperts(0.25);
      float[] after = policy.tensors().read(name).floats();
      for (int e = 0; e < load.length; e++) {
        assertThat(after[e] - before[e])
            .isCloseTo((float) (0.25 * Math.signum(mean - load[e])), within(1e-6f));
      }
    }
  }

  /** From a start where two experts take most, without an auxiliary loss, while the policy learns. */
  @Test
  void twoHundredStepsBalanceASkewedRouter() {
    Mixture mixture = new Mixture(
        8,
        2,
        8,
        new Routing(Routing.Gate.SIGMOID, true, 1, 1, 1, true, 0.005),
        Optional.empty(),
        false,
        RouterLosses.NONE,
        Mixture.Names.QWEN);
    Transformer transformer = transformer(mixture);
    Map<String, float[]> weights = TinyPolicy.weights(transformer, VOCABULARY, 4);
    float[] correction = at(weights, "model.layers.0.mlp.gate.e_score_correction_bias");
    for (int e = 0; e < 8; e++) {
      correction[e] = e < 2 ? 0.5f : 0;
    }
    Random random = new Random(9);
    double first = 0;
    double last = 0;
    try (Policy policy = TinyPolicy.of(transformer, VOCABULARY, weights)) {
      AdamW adamw = new AdamW(policy, 0.9, 0.95, 1e-8, 0, 1, MomentStates.FLOAT32);
      for (int step = 0; step < 200; step++) {
        List<TokenSequence> batch = IntStream.range(0, 8)
            .mapToObj(i -> new TokenSequence(
                random.ints(2, 0, VOCABULARY).toArray(),
                random.ints(24, 0, VOCABULARY).toArray()))
            .toList();
        TinyPolicy.gradient(policy, batch, 1, step);
        last = policy.expertLoads().orElseThrow().maxOverMean();
        first = step == 0 ? last : first;
        adamw.step(1e-4, policy.gradientNorm());
        policy.balanceExperts(transformer.balanceRate());
      }
    }
    assertThat(first).isGreaterThan(2);
    assertThat(last).isLessThanOrEqualTo(1.5);
  }

  @Test
  void whatCannotWorkIsRefusedInWords() {
    assertThatThrownBy(() -> new Mixture(
            4,
            5,
            8,
            Routing.softmax(true),
            Optional.empty(),
            false,
            RouterLosses.NONE,
            Mixture.Names.QWEN))
        .hasMessageContaining("active: must be from 1 to experts (4)");
    assertThatThrownBy(() -> new Routing(Routing.Gate.SOFTMAX, true, 1, 2, 3, false, 0))
        .hasMessageContaining("active-groups: must be from 1 to groups (2)");
    assertThatThrownBy(() -> new Routing(Routing.Gate.SOFTMAX, true, 1, 1, 1, false, 0.1))
        .hasMessageContaining("balance-rate");
  }
}

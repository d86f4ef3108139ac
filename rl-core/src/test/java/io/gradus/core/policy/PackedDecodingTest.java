package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.gradus.core.architecture.Attention;
import io.gradus.core.architecture.GroupedQueryAttention;
import io.gradus.core.architecture.LatentAttention;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.Rope;
import io.gradus.core.architecture.SwiGlu;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.Matmul;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sampling with packed matrices, which only a model that no cache holds gets: 41 MB here. */
class PackedDecodingTest {
  private static final int VOCABULARY = 20_000;
  private static final int TOKENS = 8;
  private static final int MOST = 40;
  private static final List<int[]> PROMPTS =
      List.of(new int[] {1, 2, 3}, new int[] {1, 2, 3}, new int[] {4}, new int[] {5, 6, 7, 8, 9});

  private static Transformer model(Attention attention) {
    return new Transformer(
        256,
        List.of(
            new Transformer.Layer(attention, new SwiGlu(4096, true)),
            new Transformer.Layer(attention, TinyModels.mixture(Mixture.Names.MIXTRAL)),
            new Transformer.Layer(attention, new SwiGlu(3072, false))),
        new Rope(1e4, 32, new NoScaling()),
        1e-5,
        true,
        64);
  }

  private static Attention grouped() {
    return new GroupedQueryAttention(8, 2, 32, true, true, true, Optional.empty());
  }

  private static Attention latent() {
    return new LatentAttention(4, Optional.of(64), 32, 32, 32, 64, 0.2, true, false);
  }

  private static Decoding.Drawn draw(Policy policy, ActivationMemory memory) {
    policy.activations(memory);
    Random random = new Random(3);
    float[] uniforms = new float[PROMPTS.size() * TOKENS];
    for (int i = 0; i < uniforms.length; i++) {
      uniforms[i] = random.nextInt(1 << 24) * 0x1.0p-24f;
    }
    try (Decoding decoding = new Decoding(policy, PROMPTS, MOST, 1, 0, 1, List.of(VOCABULARY))) {
      return decoding.advance(uniforms, TOKENS);
    }
  }

  @ParameterizedTest(name = "latent attention {0}, adapter {1}")
  @CsvSource({"false, false", "false, true", "true, false"})
  void logProbsAreThoseOfAFullForwardPass(boolean latentAttention, boolean adapted) {
    Transformer model = model(latentAttention ? latent() : grouped());
    assertThat(ActivationMemory.plain().packing().packs(model.packedBytes(VOCABULARY), MOST))
        .isTrue();
    Optional<Lora> lora = adapted
        ? Optional.of(new Lora(
            2, Optional.empty(), 0, List.of(), false, BaseStates.FLOAT32, Optional.empty()))
        : Optional.empty();
    try (Policy policy = Policy.initialise(model, VOCABULARY, Compute.cpu(), lora, 7)) {
      if (adapted) {
        disturb(policy);
      }
      Decoding.Drawn drawn = draw(policy, ActivationMemory.plain().packing());
      List<TokenSequence> sequences = new ArrayList<>();
      for (int i = 0; i < PROMPTS.size(); i++) {
        int[] tokens = Arrays.stream(drawn.tokens(), i * TOKENS, (i + 1) * TOKENS)
            .mapToInt(Math::toIntExact)
            .toArray();
        sequences.add(new TokenSequence(PROMPTS.get(i), tokens));
      }
      float[][] scored = policy.score(sequences, 1).logProbs();
      for (int i = 0; i < PROMPTS.size(); i++) {
        assertThat(Arrays.copyOfRange(drawn.logProbs(), i * TOKENS, (i + 1) * TOKENS))
            .containsExactly(scored[i], within(1e-4f));
      }
    }
  }

  /** An adapter that does something. */
  private static void disturb(Policy policy) {
    Random random = new Random(9);
    Map<String, float[]> values = new HashMap<>();
    policy.tensors().forEach(tensor -> {
      float[] floats = tensor.floats();
      for (int i = 0; i < floats.length; i++) {
        floats[i] += 0.05f * (float) random.nextGaussian();
      }
      values.put(tensor.name(), floats);
    });
    policy.tensors().load(name -> Objects.requireNonNull(values.get(name), name));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"MKL, 1e-4", "ONEDNN, 1e-4", "BFLOAT16, 1e-2"})
  void theSameTokensAreDrawnWithoutPacking(Matmul matmul, float tolerance) {
    try (Policy policy = Policy.initialise(
        model(grouped()), VOCABULARY, new Compute("cpu", matmul), Optional.empty(), 7)) {
      Decoding.Drawn packed = draw(policy, ActivationMemory.plain().packing());
      Decoding.Drawn plain = draw(policy, ActivationMemory.plain());
      assertThat(packed.tokens()).isEqualTo(plain.tokens());
      assertThat(packed.logProbs()).containsExactly(plain.logProbs(), within(tolerance));
    }
  }

  @Test
  void onlyWhatAStepMultipliesIsPackedAndNothingOfABaseInEightBits() {
    Transformer model = model(grouped());
    List<Parameter> parameters = model.parameters(VOCABULARY);
    try (Policy policy = Policy.initialise(model, VOCABULARY, Compute.cpu(), Optional.empty(), 7);
        NDManager scope = policy.script().manager().newSubManager()) {
      policy.activations(ActivationMemory.plain().packing());
      NDList packed = Decoding.packed(policy, scope, MOST);
      for (int i = 0; i < packed.size(); i++) {
        // Which rows an expert meets is not known before, and norms and biases are no matrices.
        boolean matrix = parameters.get(i).shape().length == 2
            && !parameters.get(i).name().startsWith("model.layers.1.mlp.")
            && !parameters.get(i).name().contains("block_sparse_moe");
        assertThat(packed.get(i).getShape().size() > 0)
            .as(parameters.get(i).name())
            .isEqualTo(matrix);
      }
      assertThat(Decoding.packed(policy, scope, 6))
          .allMatch(array -> array.getShape().size() == 0);
    }
    Lora quantised =
        new Lora(2, Optional.empty(), 0, List.of(), false, BaseStates.INT8, Optional.empty());
    try (Policy policy =
            Policy.initialise(model, VOCABULARY, Compute.cpu(), Optional.of(quantised), 7);
        NDManager scope = policy.script().manager().newSubManager()) {
      policy.activations(ActivationMemory.plain().packing());
      assertThat(Decoding.packed(policy, scope, MOST))
          .allMatch(array -> array.getShape().size() == 0);
    }
  }
}

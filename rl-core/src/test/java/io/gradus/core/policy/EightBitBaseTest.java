package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.engine.Compute;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A frozen base whose matrices are kept in eight bits, with a scale for each row. */
class EightBitBaseTest {

  @Test
  void theTextbookRowHasTheseNumbers() {
    try (Policy policy = LoraTest.adapted(LoraTest.lora(0, "float32"));
        NDManager scope = policy.script().manager().newSubManager()) {
      NDArray row = scope.create(new float[] {1.27f, -.635f, .01f}, new Shape(1, 3));
      NDList coded = policy.script().call(scope, "quantise", row);
      assertThat(coded.get(1).toFloatArray()).containsExactly(new float[] {.01f}, within(1e-8f));
      assertThat(coded.get(0).toByteArray()).containsExactly(127, -64, 1);
    }
  }

  @Test
  void aGaussianRowLosesLessThanASixtiethOfItsLength() {
    Random random = new Random(3);
    float[] values = new float[8 * 1024];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    try (Policy policy = LoraTest.adapted(LoraTest.lora(0, "float32"));
        NDManager scope = policy.script().manager().newSubManager()) {
      NDList coded =
          policy.script().call(scope, "quantise", scope.create(values, new Shape(8, 1024)));
      byte[] codes = coded.get(0).toByteArray();
      float[] scales = coded.get(1).toFloatArray();
      double error = 0;
      double norm = 0;
      for (int i = 0; i < values.length; i++) {
        error += Math.pow(codes[i] * scales[i / 1024] - values[i], 2);
        norm += Math.pow(values[i], 2);
      }
      assertThat(Math.sqrt(error / norm)).isLessThan(0.012).isGreaterThan(0.001);
    }
  }

  @Test
  void aRowOfZerosStaysZero() {
    try (Policy policy = LoraTest.adapted(LoraTest.lora(0, "float32"));
        NDManager scope = policy.script().manager().newSubManager()) {
      NDList coded = policy.script().call(scope, "quantise", scope.zeros(new Shape(2, 5)));
      assertThat(coded.get(0).toByteArray()).containsOnly(0);
      assertThat(coded.get(1).toFloatArray()).containsOnly(0);
    }
  }

  /** What is computed is exactly what the dequantised weights would give, and so are the adapter's gradients. */
  @Test
  void itComputesWithTheWeightsThatItSaysItHas() {
    var sequences = TinyPolicy.sequences(new Random(5), 11, 2, 3);
    try (Policy coded = LoraTest.adapted(LoraTest.lora(0, "int8"))) {
      Map<String, float[]> weights = LoraTest.values(coded.mergedTensors());
      LoraTest.disturb(coded, 4);
      Map<String, float[]> gradient = TinyPolicy.gradient(coded, sequences, 1, 2);
      float[][] scored = coded.score(sequences, 1).logProbs();
      try (Policy plain = Policy.of(
          TinyPolicy.decoder(4, 2, false),
          11,
          Compute.cpu(),
          Optional.of(LoraTest.lora(0, "float32")),
          5,
          weights::get)) {
        LoraTest.disturb(plain, 4);
        assertThat(plain.score(sequences, 1).logProbs()).isDeepEqualTo(scored);
        assertThat(TinyPolicy.difference(TinyPolicy.gradient(plain, sequences, 1, 2), gradient))
            .isZero();
      }
    }
  }

  @Test
  void onlyTheLinearLayersOfTheBodyAreCoded() {
    Map<String, float[]> exact = TinyPolicy.weights(TinyPolicy.decoder(4, 2, false), 11, 7);
    try (Policy coded = LoraTest.adapted(LoraTest.lora(0, "int8"))) {
      LoraTest.values(coded.mergedTensors()).forEach((name, values) -> {
        boolean same = Arrays.equals(values, exact.get(name));
        assertThat(same).as(name).isEqualTo(!name.contains("_proj"));
      });
    }
  }
}

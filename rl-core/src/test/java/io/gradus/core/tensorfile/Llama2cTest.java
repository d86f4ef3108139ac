package io.gradus.core.tensorfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Llama2cTest {

  @Test
  void stories260kHasTheShapesThatItsDescriptionGives() throws Exception {
    Llama2c model = Llama2c.read(SharedData.require("models/stories260K/stories260K.bin"));
    assertThat(model.config()).isEqualTo(new Llama2c.Config(64, 172, 5, 8, 4, 512, 512, true));
    assertThat(model.weights()).hasSize(1 + 5 * 9 + 1);
    assertThat(model.tensors().stream().map(t -> t.info().toString()))
        .contains(
            "model.embed_tokens.weight F32[512, 64]",
            "model.layers.4.self_attn.k_proj.weight F32[32, 64]",
            "model.layers.0.mlp.gate_proj.weight F32[172, 64]",
            "model.layers.0.mlp.down_proj.weight F32[64, 172]",
            "model.norm.weight F32[64]");
    assertThat(model.tensors().stream().mapToLong(t -> t.info().elements()).sum())
        .isEqualTo(260_032);
  }

  @Test
  void itsWeightsComeBackFromSafetensors(@TempDir Path folder) throws Exception {
    Llama2c model = Llama2c.read(SharedData.require("models/stories260K/stories260K.bin"));
    Path file = folder.resolve(Safetensors.FILE);
    Safetensors.write(file, Map.of("format", "pt"), model.tensors());
    try (Safetensors read = Safetensors.open(folder)) {
      assertThat(Hashes.tensors(
              read.tensors().stream().map(t -> read.read(t.name())).toList()))
          .isEqualTo(Hashes.tensors(model.tensors()));
    }
    assertThat(Files.size(file)).isGreaterThan(4 * 260_032);
  }

  /** What attention sees, q(i) . k(j), is the same for pairs rotated in place and for halves of the reordered rows. */
  @Test
  void reorderedRowsUnderHalfRotationGiveTheSameProductsAsPairs() {
    int size = 8;
    Random random = new Random(17);
    float[] q = floats(random, 2 * size);
    float[] k = floats(random, 2 * size);
    for (int position : new int[] {0, 1, 5, 100}) {
      double[] pairs = rotatePairs(q, size, position);
      double[] halves = rotateHalves(Llama2c.halves(q, size, 1), size, position);
      double[] pairsKey = rotatePairs(k, size, 3);
      double[] halvesKey = rotateHalves(Llama2c.halves(k, size, 1), size, 3);
      for (int head = 0; head < 2; head++) {
        double expected = 0;
        double actual = 0;
        for (int i = head * size; i < (head + 1) * size; i++) {
          expected += pairs[i] * pairsKey[i];
          actual += halves[i] * halvesKey[i];
        }
        assertThat(actual).isCloseTo(expected, within(1e-6));
      }
    }
  }

  private static float[] floats(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double angle(int i, int size, int position) {
    return position * Math.pow(Llama2c.ROPE_THETA, -2.0 * i / size);
  }

  private static double[] rotatePairs(float[] x, int size, int position) {
    double[] y = new double[x.length];
    for (int at = 0; at < x.length; at += 2) {
      double angle = angle(at % size / 2, size, position);
      y[at] = x[at] * Math.cos(angle) - x[at + 1] * Math.sin(angle);
      y[at + 1] = x[at] * Math.sin(angle) + x[at + 1] * Math.cos(angle);
    }
    return y;
  }

  private static double[] rotateHalves(float[] x, int size, int position) {
    double[] y = new double[x.length];
    for (int head = 0; head < x.length; head += size) {
      for (int i = 0; i < size / 2; i++) {
        double angle = angle(i, size, position);
        float a = x[head + i];
        float b = x[head + i + size / 2];
        y[head + i] = a * Math.cos(angle) - b * Math.sin(angle);
        y[head + i + size / 2] = b * Math.cos(angle) + a * Math.sin(angle);
      }
    }
    return y;
  }
}

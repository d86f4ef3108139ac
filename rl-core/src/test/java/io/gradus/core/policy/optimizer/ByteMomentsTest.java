package io.gradus.core.policy.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.TorchScript;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.PolicyFiles;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.policy.Trained;
import io.gradus.core.tensorfile.TensorInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moments in eight bits: arXiv:2110.02861 and what bitsandbytes makes of it. */
class ByteMomentsTest {
  private static final TorchScript KERNELS = new TorchScript(
      Compute.cpu().djlDevice(),
      "AdamW8",
      Compute.resource("/io/gradus/core/policy/torchscript/adamw-8bit.py"));
  /** Wide enough that most matrices have 4096 values. */
  private static final Decoder DECODER = new Decoder(
      2, 48, 4, Optional.of(2), Optional.empty(), Optional.of(90), 10_000, 1e-5, true, 64);

  @Test
  void theTextbookBlockHasTheseCodes() {
    try (NDManager scope = KERNELS.manager().newSubManager()) {
      DynamicMap map = DynamicMap.signed();
      NDArray values = scope.create(new float[] {.5f, -.25f, .01f, 2});
      NDList coded = KERNELS.call(scope, "encode", values, scope.create(map.midpoints()));
      assertThat(coded.get(1).toFloatArray()).containsExactly(2);
      byte[] codes = coded.get(0).toByteArray();
      assertThat(new int[] {codes[0] & 255, codes[1] & 255, codes[2] & 255, codes[3] & 255})
          .containsExactly(201, 62, 150, 255);
      float[] back = KERNELS
          .call(scope, "decode", coded.get(0), coded.get(1), scope.create(map.values()))
          .singletonOrThrow()
          .toFloatArray();
      assertThat(Arrays.copyOf(back, 4))
          .containsExactly(new float[] {.495313f, -.242188f, .0104375f, 2f}, within(1e-6f));
    }
  }

  @Test
  void aBlockOfZerosStaysZero() {
    try (NDManager scope = KERNELS.manager().newSubManager()) {
      for (DynamicMap map : List.of(DynamicMap.signed(), DynamicMap.unsigned())) {
        NDList coded = KERNELS.call(
            scope, "encode", scope.zeros(new Shape(300)), scope.create(map.midpoints()));
        float[] back = KERNELS
            .call(scope, "decode", coded.get(0), coded.get(1), scope.create(map.values()))
            .singletonOrThrow()
            .toFloatArray();
        assertThat(back).hasSize(512).containsOnly(0);
      }
    }
  }

  /**
   * One gradient of a block is 1e6 times the others: their second moments are stored as zero, and the update would be m
   * / epsilon.
   */
  @Test
  void anOutlierInABlockDoesNotMakeTheOthersExplode() {
    Parameter parameter = Parameter.matrix("w", 64, 64);
    try (NDManager scope = KERNELS.manager().newSubManager()) {
      NDArray weights = scope.zeros(new Shape(64, 64));
      Trained trained = new Trained(
          KERNELS, List.of(parameter), List.of(weights), List.of(scope.zeros(new Shape(64, 64))));
      try (ByteMoments moments = new ByteMoments(trained, Compute.cpu())) {
        float[] gradient = new float[64 * 64];
        Arrays.fill(gradient, 1e-6f);
        gradient[7] = 1;
        for (int step = 1; step <= 10; step++) {
          KERNELS.call(
              scope, "copy", trained.gradients().get(0), scope.create(gradient, new Shape(64, 64)));
          moments.step(scope, new Moments.Step(1e-3, 0.9, 0.999, 1e-8, 0, 1, step));
        }
        for (float weight : weights.toFloatArray()) {
          assertThat(Math.abs(weight)).isLessThanOrEqualTo(5 * 1e-3f * 10 * 1.001f);
        }
      }
    }
  }

  @Test
  void itTakesTwoBytesAWeightInsteadOfEight() {
    try (Policy policy = Policy.initialise(DECODER, 300, Compute.cpu(), 1);
        AdamW adamw = new AdamW(policy, 0.9, 0.999, 1e-8, 0, 1, MomentStates.EIGHT_BIT)) {
      long coded = adamw.infos().stream()
          .filter(i -> i.name().contains(".codes.") || i.name().contains(".scales."))
          .mapToLong(TensorInfo::bytes)
          .sum();
      long weights = policy.parameters().stream()
          .filter(MomentStates.EIGHT_BIT::coarse)
          .mapToLong(Parameter::size)
          .sum();
      assertThat(coded / (double) weights).isCloseTo(2.03125, within(0.05));
      assertThat(adamw.infos())
          .extracting(TensorInfo::name)
          .contains(
              "first.model.embed_tokens.weight",
              "first.model.norm.weight",
              "first.codes.model.layers.0.mlp.gate_proj.weight");
    }
  }

  @Test
  void aResumedOptimizerGoesOnWithTheSameBits(@TempDir Path folder) {
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(5), 300, 2, 3);
    Path weights = folder.resolve("w.safetensors");
    Path state = folder.resolve("s.safetensors");
    Map<String, float[]> expected;
    try (Policy policy = Policy.initialise(DECODER, 300, Compute.cpu(), 1);
        AdamW adamw = new AdamW(policy, 0.9, 0.999, 1e-8, 0.1, 1, MomentStates.EIGHT_BIT)) {
      step(policy, adamw, sequences, 1);
      step(policy, adamw, sequences, 2);
      PolicyFiles.save(policy, weights);
      OptimizerFiles.save(adamw, state);
      step(policy, adamw, sequences, 3);
      expected = values(policy);
    }
    try (Policy policy = Policy.initialise(DECODER, 300, Compute.cpu(), 2);
        AdamW adamw = new AdamW(policy, 0.9, 0.999, 1e-8, 0.1, 1, MomentStates.EIGHT_BIT)) {
      PolicyFiles.load(policy, weights);
      OptimizerFiles.load(adamw, state);
      assertThat(adamw.steps()).isEqualTo(2);
      step(policy, adamw, sequences, 3);
      values(policy)
          .forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
    }
  }

  private static void step(Policy policy, AdamW adamw, List<TokenSequence> sequences, long seed) {
    TinyPolicy.gradient(policy, sequences, 1, seed);
    adamw.step(1e-2, policy.gradientNorm());
  }

  private static Map<String, float[]> values(Policy policy) {
    Map<String, float[]> values = new LinkedHashMap<>();
    policy.tensors().forEach(t -> values.put(t.name(), t.floats()));
    return values;
  }

  /** tanh(x A) B fitted to a noisy function: after 500 steps the loss is that of fp32 moments, within a twentieth. */
  @Test
  void aSmallNetworkLearnsAsWellAsWithMomentsInSinglePrecision() {
    double precise = regression(false);
    double coarse = regression(true);
    assertThat(precise).isLessThan(0.7);
    assertThat(coarse / precise).isCloseTo(1, within(0.05));
  }

  private static double regression(boolean eightBit) {
    String source = """
        class Net(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def gradient(self: __torch__.Net, x: Tensor, y: Tensor, a: Tensor, b: Tensor) -> List[Tensor]:
            h = torch.tanh(torch.matmul(x, a))
            d = torch.sub(torch.matmul(h, b), y)
            e = torch.mul(d, 2. / d.numel())
            u = torch.mul(torch.matmul(e, torch.t(b)), torch.rsub(torch.mul(h, h), 1))
            return [torch.mean(torch.mul(d, d)), torch.matmul(torch.t(x), u), torch.matmul(torch.t(h), e)]
        """;
    Random random = new Random(3);
    List<Parameter> parameters =
        List.of(Parameter.matrix("a", 32, 128), Parameter.matrix("b", 128, 32));
    try (TorchScript net = new TorchScript(Compute.cpu().djlDevice(), "Net", source);
        Policy kernels = TinyPolicy.random(TinyPolicy.decoder(2, 1, true), 5, 1)) {
      NDManager manager = net.manager();
      NDArray x = manager.create(gaussian(random, 2048 * 32, 1), new Shape(2048, 32));
      NDArray teacher = manager.create(gaussian(random, 32 * 32, 0.3), new Shape(32, 32));
      NDArray y = x.matMul(teacher)
          .sin()
          .add(manager.create(gaussian(random, 2048 * 32, 0.5), new Shape(2048, 32)));
      List<NDArray> weights = new ArrayList<>();
      weights.add(manager.create(gaussian(random, 32 * 128, 0.18), new Shape(32, 128)));
      weights.add(manager.create(gaussian(random, 128 * 32, 0.05), new Shape(128, 32)));
      List<NDArray> gradients = new ArrayList<>(
          List.of(manager.zeros(new Shape(32, 128)), manager.zeros(new Shape(128, 32))));
      Trained trained = new Trained(kernels.script(), parameters, weights, gradients);
      double loss = 0;
      try (Moments moments =
          eightBit ? new ByteMoments(trained, Compute.cpu()) : new FloatMoments(trained)) {
        for (int step = 1; step <= 500; step++) {
          try (NDManager scope = manager.newSubManager()) {
            NDList out = net.call(scope, "gradient", x, y, weights.get(0), weights.get(1));
            loss = out.get(0).getFloat();
            KERNELS.call(scope, "copy", gradients.get(0), out.get(1));
            KERNELS.call(scope, "copy", gradients.get(1), out.get(2));
            moments.step(scope, new Moments.Step(1e-3, 0.9, 0.999, 1e-8, 0, 1, step));
          }
        }
      }
      return loss;
    }
  }

  private static float[] gaussian(Random random, int n, double deviation) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}

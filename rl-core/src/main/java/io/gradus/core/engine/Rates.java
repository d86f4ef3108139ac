package io.gradus.core.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.function.Supplier;

/**
 * How fast this machine multiplies matrices each way, in GFLOP/s: the best of a few rounds in turn, so that a busy moment
 * does not decide.
 *
 * @param mkl of square matrices, as {@code onednn} and {@code bfloat16}
 * @param mklNarrow of many tokens with a small layer's matrix, one product on each core, where libraries differ more
 */
public record Rates(
    double mkl, double onednn, double bfloat16, double mklNarrow, double onednnNarrow) {
  private static final int SIZE = 768;
  private static final int TOKENS = 2048;
  private static final int WIDTH = 128;
  private static final int ROUNDS = 7;

  /** How many times as fast as MKL oneDNN is, over products of both kinds that take MKL as long. */
  double onednnToMkl() {
    return 2 / (mkl / onednn + mklNarrow / onednnNarrow);
  }

  /** Times square matmuls of {@value #SIZE} and narrow ones; about a quarter of a second. */
  public static Rates measure(String device) {
    try (TorchScript mkl = probe(device, Matmul.MKL);
        TorchScript onednn = probe(device, Matmul.ONEDNN);
        TorchScript bfloat16 = probe(device, Matmul.BFLOAT16)) {
      Rates best = new Rates(0, 0, 0, 0, 0);
      for (int round = 0; round < ROUNDS; round++) {
        best = new Rates(
            Math.max(best.mkl, rate(mkl, SIZE, SIZE, SIZE)),
            Math.max(best.onednn, rate(onednn, SIZE, SIZE, SIZE)),
            Math.max(best.bfloat16, rate(bfloat16, SIZE, SIZE, SIZE)),
            Math.max(best.mklNarrow, narrow(mkl)),
            Math.max(best.onednnNarrow, narrow(onednn)));
      }
      return best;
    }
  }

  /** Of all cores together, each with a product of its own, as small models are trained. */
  private static double narrow(TorchScript script) {
    Supplier<Double> one = () -> rate(script, TOKENS, WIDTH, 3 * WIDTH);
    return Lanes.run(Collections.nCopies(Lanes.count(), one)).stream()
        .mapToDouble(rate -> rate)
        .sum();
  }

  private static double rate(TorchScript script, int rows, int in, int out) {
    try (NDManager scope = script.manager().newSubManager()) {
      NDArray x = scope.ones(new Shape(rows, in));
      NDArray y = scope.ones(new Shape(out, in));
      long begin = System.nanoTime();
      script.call(scope, "probe", x, y);
      return 2.0 * rows * in * out / (System.nanoTime() - begin);
    }
  }

  private static TorchScript probe(String device, Matmul kind) {
    String source =
        "class Probe(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + Compute.resource("/io/gradus/core/policy/matmul-" + kind.label() + ".py")
                .replace("__torch__.Decoder", "__torch__.Probe")
            + "\n  def probe(self: __torch__.Probe, x: Tensor, y: Tensor) -> Tensor:\n    return (self).linear(x, y, )\n";
    return new TorchScript(new Compute(device, kind).djlDevice(), "Probe", source);
  }
}

package io.gradus.core.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Speed of this machine's matrix products by library, in GFLOP/s: the best of a few rounds in turn. Other load can
 * still change the result, so recipes use this only with {@code matmul: measured}.
 */
public record Rates(double mkl, double onednn, double bfloat16) {
  private static final int SIZE = 768;
  private static final int ROUNDS = 7;
  /**
   * oneDNN counts as faster if it is at least this many times as fast. On AMD with AVX-512 it is twice as fast; other
   * load can make an equal library look a fifth faster.
   */
  private static final double CLEARLY = 1.4;

  /** Measures the speed of multiplying two square matrices of size {@value #SIZE}; takes about a fifth of a second. */
  public static Rates measure(String device) {
    try (TorchScript mkl = probe(device, Matmul.MKL);
        TorchScript onednn = probe(device, Matmul.ONEDNN);
        TorchScript bfloat16 = probe(device, Matmul.BFLOAT16)) {
      Rates best = new Rates(0, 0, 0);
      for (int round = 0; round < ROUNDS; round++) {
        best = new Rates(
            Math.max(best.mkl, rate(mkl)),
            Math.max(best.onednn, rate(onednn)),
            Math.max(best.bfloat16, rate(bfloat16)));
      }
      return best;
    }
  }

  /**
   * Returns the library to use for fp32 products: MKL, unless oneDNN is clearly faster, so that chance seldom decides.
   */
  Matmul preferred() {
    return onednn > CLEARLY * mkl ? Matmul.ONEDNN : Matmul.MKL;
  }

  /** Returns the rate of one library. */
  double of(Matmul matmul) {
    return switch (matmul) {
      case MKL -> mkl;
      case ONEDNN -> onednn;
      case BFLOAT16 -> bfloat16;
    };
  }

  private static double rate(TorchScript script) {
    try (NDManager scope = script.manager().newSubManager()) {
      NDArray x = scope.ones(new Shape(SIZE, SIZE));
      NDArray y = scope.ones(new Shape(SIZE, SIZE));
      long begin = System.nanoTime();
      script.call(scope, "probe", x, y);
      return 2.0 * SIZE * SIZE * SIZE / (System.nanoTime() - begin);
    }
  }

  private static TorchScript probe(String device, Matmul kind) {
    String source =
        "class Probe(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + Compute.resource("/io/gradus/core/policy/torchscript/matmul-" + kind.label() + ".py")
                .replace("__torch__.Decoder", "__torch__.Probe")
            + "\n  def probe(self: __torch__.Probe, x: Tensor, y: Tensor) -> Tensor:\n    return (self).linear(x, y, )\n";
    return new TorchScript(new Compute(device, kind).djlDevice(), "Probe", source);
  }
}

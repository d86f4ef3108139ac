package io.gradus.core.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.gradus.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where and how the arithmetic of a run is done. Chosen once, when a run begins, and kept with it: another choice gives
 * other last bits.
 *
 * @param device {@code cpu}, or {@code gpu0}, {@code gpu1} ...
 * @param matmul how linear layers are multiplied out
 */
public record Compute(String device, Matmul matmul) {
  private static final Logger LOG = LoggerFactory.getLogger(Compute.class);

  /** Single-precision by the library's default, on the CPU: what the tests use. */
  public static Compute cpu() {
    return new Compute("cpu", Matmul.MKL);
  }

  /**
   * Resolves what a recipe asks for; {@code auto} takes the first GPU if there is one. Products are timed only if
   * {@code auto} has to choose between libraries or types.
   *
   * @param matmul the library of fp32 products on a CPU
   * @throws UserError if the machine does not have the device, or the library is not the device's
   */
  public static Compute choose(DeviceChoice device, Precision dtype, MatmulChoice matmul) {
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    OptionalInt gpu = device.isAuto() && gpus > 0 ? OptionalInt.of(0) : device.gpu();
    if (matmul == MatmulChoice.ONEDNN && gpu.isPresent()) {
      throw new UserError(
          "matmul: onednn multiplies on a CPU, but the device is a GPU (device: %s). Say 'matmul: auto' or 'device: cpu'"
              .formatted(device.label()));
    }
    if (gpu.isPresent() && gpu.getAsInt() >= gpus) {
      throw new UserError(
          ("device: this machine has no %s: it has %s that the engine can use. Say 'device: cpu' or 'device:"
                  + " auto' (a GPU needs a build with -Pgpu, see README)")
              .formatted(device.label(), gpus == 0 ? "no GPU" : gpus + " GPU(s)"));
    }
    if (gpu.isPresent()) {
      return new Compute(
          "gpu" + gpu.getAsInt(), dtype == Precision.FLOAT32 ? Matmul.MKL : Matmul.BFLOAT16);
    }
    if (dtype == Precision.BFLOAT16) {
      return new Compute("cpu", Matmul.BFLOAT16);
    }
    if (dtype == Precision.FLOAT32 && matmul != MatmulChoice.AUTO) {
      return new Compute("cpu", matmul == MatmulChoice.MKL ? Matmul.MKL : Matmul.ONEDNN);
    }
    Rates rates = Rates.measure("cpu");
    LOG.debug("{}", rates);
    Matmul single = switch (matmul) {
      case AUTO -> rates.preferred();
      case MKL -> Matmul.MKL;
      case ONEDNN -> Matmul.ONEDNN;
    };
    boolean halfPays = dtype == Precision.AUTO && rates.bfloat16() > 1.5 * rates.of(single);
    return new Compute("cpu", halfPays ? Matmul.BFLOAT16 : single);
  }

  /** How matrices are packed for sampling. */
  public Packing packing() {
    if (matmul == Matmul.BFLOAT16) {
      return Packing.BFLOAT16;
    }
    return device.equals("cpu") ? Packing.ONEDNN : Packing.NONE;
  }

  /** The device as the tensor library names it. */
  public Device djlDevice() {
    return device.equals("cpu") ? Device.cpu() : Device.gpu(Integer.parseInt(device.substring(3)));
  }

  /** How many threads a native operation uses: results depend on it in the last bits. */
  public static int threads() {
    Objects.requireNonNull(Engine.getEngine("PyTorch"));
    return JniUtils.getNumThreads();
  }

  /** From now on native operations of this thread use so many: a run that goes on takes as many as it began with. */
  public static void threads(int count) {
    Objects.requireNonNull(Engine.getEngine("PyTorch"));
    JniUtils.setNumThreads(count);
  }

  /** The text of a resource. */
  public static String resource(String path) {
    try (InputStream in = Objects.requireNonNull(Compute.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

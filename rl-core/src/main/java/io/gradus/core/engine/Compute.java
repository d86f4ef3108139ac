package io.gradus.core.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.gradus.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
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
   * Resolves what a recipe asks for; {@code auto} takes the first GPU if there is one, and measures a matmul in each type.
   *
   * @param device {@code auto}, {@code cpu}, {@code gpu0} ...
   * @param dtype {@code auto}, {@code float32} or {@code bfloat16}
   * @param matmul {@code auto}, {@code mkl} or {@code onednn}: the library of fp32 products on a CPU
   * @throws UserError if the machine does not have the device, the name is none, or the library is not the device's
   */
  public static Compute choose(String device, String dtype, String matmul) {
    String chosen = device;
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    if (matmul.equals("onednn") && (device.equals("auto") ? gpus > 0 : device.startsWith("gpu"))) {
      throw new UserError(
          "matmul: onednn multiplies on a CPU, but the device is a GPU (device: %s). Say 'matmul: auto' or 'device: cpu'"
              .formatted(device));
    }
    if (device.equals("auto")) {
      chosen = gpus > 0 ? "gpu0" : "cpu";
    } else if (device.startsWith("gpu")) {
      int index = index(device);
      if (index >= gpus) {
        throw new UserError(
            ("device: %s is not there: this machine has %s that the engine can use. Say 'device: cpu' or 'device:"
                    + " auto' (a GPU needs a build with -Pgpu, see README)")
                .formatted(device, gpus == 0 ? "no GPU" : gpus + " GPU(s)"));
      }
    } else if (!device.equals("cpu")) {
      throw new UserError("device: must be auto, cpu, gpu0, gpu1 ..., but is '" + device + "'");
    }
    if (!chosen.equals("cpu")) {
      return new Compute(chosen, dtype.equals("float32") ? Matmul.MKL : Matmul.BFLOAT16);
    }
    Rates rates = Rates.measure(chosen);
    LOG.debug("{}", rates);
    Matmul single =
        matmul.equals("auto") ? rates.preferred() : Matmul.valueOf(matmul.toUpperCase(Locale.ROOT));
    return switch (dtype) {
      case "float32" -> new Compute(chosen, single);
      case "bfloat16" -> new Compute(chosen, Matmul.BFLOAT16);
      case "auto" ->
        new Compute(chosen, rates.bfloat16() > 1.5 * rates.of(single) ? Matmul.BFLOAT16 : single);
      default ->
        throw new UserError("dtype: must be auto, float32 or bfloat16, but is '" + dtype + "'");
    };
  }

  /** How matrices are packed for sampling. */
  public Packing packing() {
    if (matmul == Matmul.BFLOAT16) {
      return Packing.BFLOAT16;
    }
    return device.equals("cpu") ? Packing.ONEDNN : Packing.NONE;
  }

  private static int index(String device) {
    try {
      return Integer.parseInt(device.substring(3));
    } catch (NumberFormatException e) {
      throw new UserError("device: must be auto, cpu, gpu0, gpu1 ..., but is '" + device + "'", e);
    }
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

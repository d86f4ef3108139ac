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
 * Where and how a run computes. The choice is made once, when a run begins, and kept with it, because another choice
 * gives other last bits.
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
   * What was chosen and why.
   *
   * @param why for a person and for the run's provenance
   */
  public record Choice(Compute compute, String why) {}

  /** The same as {@link #choice} for this machine's processor, without the reason. */
  public static Compute choose(String device, String dtype, String matmul) {
    return choice(device, dtype, matmul, Processor.here()).compute();
  }

  /**
   * Resolves what a recipe asks for. {@code auto} takes the first GPU if there is one; on a CPU it follows from the kind
   * of processor alone.
   *
   * @param device {@code auto}, {@code cpu}, {@code gpu0} ...
   * @param dtype {@code auto}, {@code float32} or {@code bfloat16}
   * @param matmul {@code auto}, {@code measured}, {@code mkl} or {@code onednn}: the library of fp32 products on a CPU
   * @throws UserError if the machine does not have the device, a name is unknown, or the library is for other devices
   */
  public static Choice choice(String device, String dtype, String matmul, Processor processor) {
    String chosen = device;
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    if (matmul.equals("onednn") && (device.equals("auto") ? gpus > 0 : device.startsWith("gpu"))) {
      throw new UserError(
          "matmul: onednn multiplies on a CPU, but the device is a GPU (device: %s). Set 'matmul: auto' or 'device: cpu'"
              .formatted(device));
    }
    if (device.equals("auto")) {
      chosen = gpus > 0 ? "gpu0" : "cpu";
    } else if (device.startsWith("gpu")) {
      int index = index(device);
      if (index >= gpus) {
        throw new UserError(
            ("device: %s is missing: this machine has %s that the engine can use. Set 'device: cpu' or 'device: auto'"
                    + " (a GPU needs a build with -Pgpu, see README)")
                .formatted(device, gpus == 0 ? "no GPU" : gpus + " GPU(s)"));
      }
    } else if (!device.equals("cpu")) {
      throw new UserError("device: must be auto, cpu, gpu0, gpu1 ..., but is '" + device + "'");
    }
    if (!chosen.equals("cpu")) {
      return new Choice(
          new Compute(chosen, dtype.equals("float32") ? Matmul.MKL : Matmul.BFLOAT16),
          dtype.equals("auto") ? "a GPU prefers bfloat16" : "the recipe's dtype");
    }
    if (matmul.equals("measured")) {
      Rates rates = Rates.measure(chosen);
      LOG.debug("{}", rates);
      return onCpu(
          dtype,
          rates.preferred(),
          rates.bfloat16() > 1.5 * rates.of(rates.preferred()),
          "measured when the run began");
    }
    return matmul.equals("auto")
        ? onCpu(
            dtype,
            processor.single(),
            processor.prefersBfloat16(),
            "the kind of processor: " + processor)
        : onCpu(
            dtype,
            Matmul.valueOf(matmul.toUpperCase(Locale.ROOT)),
            processor.prefersBfloat16(),
            "the recipe's matmul");
  }

  private static Choice onCpu(String dtype, Matmul single, boolean prefersBfloat16, String why) {
    return switch (dtype) {
      case "float32" -> new Choice(new Compute("cpu", single), why);
      case "bfloat16" -> new Choice(new Compute("cpu", Matmul.BFLOAT16), "the recipe's dtype");
      case "auto" ->
        new Choice(new Compute("cpu", prefersBfloat16 ? Matmul.BFLOAT16 : single), why);
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

  /** Sets how many threads native operations of this thread use; a resumed run uses as many as it began with. */
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

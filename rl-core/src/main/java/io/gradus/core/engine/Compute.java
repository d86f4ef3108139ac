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
 * Device and matrix library of a run. They are chosen once, when a run begins, and recorded, because another choice
 * changes the last bits.
 *
 * @param device {@code cpu}, or {@code gpu0}, {@code gpu1} ...
 * @param matmul library and type of matrix products
 */
public record Compute(String device, Matmul matmul) {
  private static final Logger LOG = LoggerFactory.getLogger(Compute.class);

  /** Returns single precision with the default library on the CPU, as the tests use it. */
  public static Compute cpu() {
    return new Compute("cpu", Matmul.MKL);
  }

  /**
   * A choice and its reason.
   *
   * @param why readable reason, for the run's provenance
   */
  public record Choice(Compute compute, String why) {}

  /** Returns the same as {@link #choice} for this machine's processor, without the reason. */
  public static Compute choose(DeviceChoice device, Precision dtype, MatmulChoice matmul) {
    return choice(device, dtype, matmul, Processor.here()).compute();
  }

  /**
   * Resolves the settings of a recipe. {@code auto} takes the first GPU if there is one; on a CPU it depends only on
   * the kind of processor.
   *
   * @param matmul library of fp32 products on a CPU
   * @throws UserError if the machine does not have the device, or if the library does not support the device
   */
  public static Choice choice(
      DeviceChoice device, Precision dtype, MatmulChoice matmul, Processor processor) {
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    OptionalInt gpu = device.isAuto() && gpus > 0 ? OptionalInt.of(0) : device.gpu();
    if (matmul == MatmulChoice.ONEDNN && gpu.isPresent()) {
      throw new UserError(
          "matmul: onednn multiplies on a CPU, but the device is a GPU (device: %s). Set 'matmul: auto' or 'device: cpu'"
              .formatted(device.label()));
    }
    if (gpu.isPresent() && gpu.getAsInt() >= gpus) {
      throw new UserError(
          ("device: %s is missing: this machine has %s that the engine can use. Set 'device: cpu' or 'device: auto'"
                  + " (a GPU needs a build with -Pgpu, see README)")
              .formatted(device.label(), gpus == 0 ? "no GPU" : gpus + " GPU(s)"));
    }
    if (gpu.isPresent()) {
      return new Choice(
          new Compute(
              "gpu" + gpu.getAsInt(), dtype == Precision.FLOAT32 ? Matmul.MKL : Matmul.BFLOAT16),
          dtype == Precision.AUTO ? "a GPU prefers bfloat16" : "the recipe's dtype");
    }
    return switch (matmul) {
      case MEASURED -> {
        Rates rates = Rates.measure("cpu");
        LOG.debug("{}", rates);
        yield onCpu(
            dtype,
            rates.preferred(),
            rates.bfloat16() > 1.5 * rates.of(rates.preferred()),
            "measured when the run began");
      }
      case AUTO ->
        onCpu(
            dtype,
            processor.single(),
            processor.prefersBfloat16(),
            "the kind of processor: " + processor);
      case MKL -> onCpu(dtype, Matmul.MKL, processor.prefersBfloat16(), "the recipe's matmul");
      case ONEDNN ->
        onCpu(dtype, Matmul.ONEDNN, processor.prefersBfloat16(), "the recipe's matmul");
    };
  }

  private static Choice onCpu(Precision dtype, Matmul single, boolean prefersBfloat16, String why) {
    return switch (dtype) {
      case FLOAT32 -> new Choice(new Compute("cpu", single), why);
      case BFLOAT16 -> new Choice(new Compute("cpu", Matmul.BFLOAT16), "the recipe's dtype");
      case AUTO -> new Choice(new Compute("cpu", prefersBfloat16 ? Matmul.BFLOAT16 : single), why);
    };
  }

  /** Returns the packing of matrices for sampling. */
  public Packing packing() {
    if (matmul == Matmul.BFLOAT16) {
      return Packing.BFLOAT16;
    }
    return device.equals("cpu") ? Packing.ONEDNN : Packing.NONE;
  }

  /** Returns the device as the tensor library names it. */
  public Device djlDevice() {
    return device.equals("cpu") ? Device.cpu() : Device.gpu(Integer.parseInt(device.substring(3)));
  }

  /** Returns the number of threads of a native operation; the last bits of results depend on it. */
  public static int threads() {
    Objects.requireNonNull(Engine.getEngine("PyTorch"));
    return JniUtils.getNumThreads();
  }

  /** Sets the number of threads of this thread's native operations; a resumed run uses its recorded number. */
  public static void threads(int count) {
    Objects.requireNonNull(Engine.getEngine("PyTorch"));
    JniUtils.setNumThreads(count);
  }

  /** Returns the text of a resource. */
  public static String resource(String path) {
    try (InputStream in = Objects.requireNonNull(Compute.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.gradus.core.policy;

import io.gradus.core.checkpoint.Safetensors;
import java.nio.file.Path;
import java.util.Map;

/** Weights and moments as safetensors files, bit for bit. */
public final class PolicyFiles {
  private static final String STEP = "step";

  private PolicyFiles() {}

  /** Writes the weights. */
  public static void save(Policy policy, Path file) {
    TensorSet tensors = policy.tensors();
    Safetensors.write(
        file, Map.of("format", "pt"), tensors.infos(), info -> tensors.read(info.name()));
  }

  /** Writes an optimizer's moments and its step. */
  public static void save(AdamW state, Path file) {
    Safetensors.write(
        file,
        Map.of(STEP, Long.toString(state.steps())),
        state.infos(),
        info -> state.read(info.name()));
  }

  /** Puts a file's weights into a policy of the same architecture. */
  public static void load(Policy policy, Path file) {
    try (Safetensors tensors = Safetensors.open(file)) {
      policy.tensors().load(name -> tensors.read(name).floats());
    }
  }

  /** Puts a file's moments and step into an optimizer. */
  public static void load(AdamW state, Path file) {
    try (Safetensors tensors = Safetensors.open(file)) {
      state.load(
          Long.parseLong(tensors.metadata().getOrDefault(STEP, "0")),
          tensors::read);
    }
  }
}

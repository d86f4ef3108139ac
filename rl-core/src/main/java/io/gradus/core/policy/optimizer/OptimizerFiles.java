package io.gradus.core.policy.optimizer;

import io.gradus.core.tensorfile.Safetensors;
import java.nio.file.Path;
import java.util.Map;

/** Saves and loads an optimizer's moments as safetensors files, bit for bit. */
public final class OptimizerFiles {
  private static final String STEP = "step";

  private OptimizerFiles() {}

  /** Writes an optimizer's moments and its step. */
  public static void save(AdamW state, Path file) {
    Safetensors.write(
        file,
        Map.of(STEP, Long.toString(state.steps())),
        state.infos(),
        info -> state.read(info.name()));
  }

  /** Loads moments and step into an optimizer. */
  public static void load(AdamW state, Path file) {
    try (Safetensors tensors = Safetensors.open(file)) {
      state.load(Long.parseLong(tensors.metadata().getOrDefault(STEP, "0")), tensors::read);
    }
  }
}

package io.gradus.core.policy.optimizer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.gradus.core.tensorfile.Safetensors;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Saves and loads an optimizer's moments as safetensors files, bit for bit. */
public final class OptimizerFiles {
  private static final String STEP = "step";

  private OptimizerFiles() {}

  /**
   * Writes an optimizer's moments and its step.
   *
   * @param notes further entries of the file's metadata, which {@link #load} gives back
   */
  public static void save(AdamW state, Map<String, String> notes, Path file) {
    Map<String, String> metadata = new TreeMap<>(notes);
    metadata.put(STEP, Long.toString(state.steps()));
    Safetensors.write(file, metadata, state.infos(), info -> state.read(info.name()));
  }

  /** Writes an optimizer's moments and its step. */
  public static void save(AdamW state, Path file) {
    save(state, Map.of(), file);
  }

  /**
   * Loads moments and step into an optimizer.
   *
   * @return the file's metadata
   */
  @CanIgnoreReturnValue
  public static Map<String, String> load(AdamW state, Path file) {
    try (Safetensors tensors = Safetensors.open(file)) {
      state.load(Long.parseLong(tensors.metadata().getOrDefault(STEP, "0")), tensors::read);
      return tensors.metadata();
    }
  }
}

package io.gradus.core.policy;

import io.gradus.core.checkpoint.Safetensors;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Weights and moments as safetensors files, bit for bit. */
public final class PolicyFiles {
  private static final String STEP = "step";

  private PolicyFiles() {}

  /** The file in a checkpoint that has what is trained: all weights, or the adapter alone. */
  public static String name(Policy policy) {
    return policy.lora().isPresent() ? PeftAdapter.TENSORS : Safetensors.FILE;
  }

  /** Writes what is trained into a folder: all weights, or an adapter as PEFT has it. */
  public static void saveInto(Path folder, Policy policy) {
    if (policy.lora().isPresent()) {
      PeftAdapter.save(policy, folder, Optional.empty());
    } else {
      save(policy, folder.resolve(Safetensors.FILE));
    }
  }

  /** Writes what is trained. */
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

  /** Puts what a file holds into a policy of the same architecture and with the same adapter. */
  public static void load(Policy policy, Path file) {
    try (Safetensors tensors = Safetensors.open(file)) {
      policy.tensors().load(name -> tensors.read(name).floats());
    }
  }

  /** Puts a file's moments and step into an optimizer. */
  public static void load(AdamW state, Path file) {
    try (Safetensors tensors = Safetensors.open(file)) {
      state.load(Long.parseLong(tensors.metadata().getOrDefault(STEP, "0")), tensors::read);
    }
  }
}

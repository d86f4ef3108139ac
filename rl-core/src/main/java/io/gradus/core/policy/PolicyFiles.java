package io.gradus.core.policy;

import io.gradus.core.tensorfile.Safetensors;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Weights as safetensors files, bit for bit. */
public final class PolicyFiles {

  private PolicyFiles() {}

  /** Returns the name of the checkpoint file with the trained tensors: all weights, or only the adapter. */
  public static String name(Policy policy) {
    return policy.lora().isPresent() ? PeftAdapter.TENSORS : Safetensors.FILE;
  }

  /** Writes the trained tensors into a folder: all weights, or an adapter in PEFT's format. */
  public static void saveInto(Path folder, Policy policy) {
    if (policy.lora().isPresent()) {
      PeftAdapter.save(policy, folder, Optional.empty());
    } else {
      save(policy, folder.resolve(Safetensors.FILE));
    }
  }

  /** Writes the trained tensors to a file. */
  public static void save(Policy policy, Path file) {
    TensorSet tensors = policy.tensors();
    Safetensors.write(
        file, Map.of("format", "pt"), tensors.infos(), info -> tensors.read(info.name()));
  }

  /** Loads a file into a policy with the same architecture and adapter. */
  public static void load(Policy policy, Path file) {
    try (Safetensors tensors = Safetensors.open(file)) {
      policy.tensors().load(name -> tensors.read(name).floats());
    }
  }
}

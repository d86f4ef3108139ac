package io.gradus.core.policy;

import io.gradus.core.tensorfile.Safetensors;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Weights as safetensors files, bit for bit. */
public final class PolicyFiles {

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

  /** Puts what a file holds into a policy of the same architecture and with the same adapter. */
  public static void load(Policy policy, Path file) {
    try (Safetensors tensors = Safetensors.open(file)) {
      policy.tensors().load(name -> tensors.read(name).floats());
    }
  }
}

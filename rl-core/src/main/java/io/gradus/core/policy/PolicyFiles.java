package io.gradus.core.policy;

import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import io.gradus.core.checkpoint.Safetensors;
import io.gradus.core.checkpoint.TensorInfo;
import java.nio.file.Path;
import java.util.List;
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
    TensorSet first = state.firstMoments();
    TensorSet second = state.secondMoments();
    List<TensorInfo> infos = Lists.newArrayList(Iterables.concat(first.infos(), second.infos()));
    Safetensors.write(
        file,
        Map.of(STEP, Long.toString(state.steps())),
        infos,
        info -> (info.name().startsWith("first.") ? first : second).read(info.name()));
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
          name -> tensors.read(name).floats());
    }
  }
}

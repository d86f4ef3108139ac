package io.gradus.core.gguf;

import com.google.common.collect.ImmutableList;
import io.gradus.core.files.Faults;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Architectures of both formats, each with its {@code model_type}s of Hugging Face. */
enum GgufArchitecture {
  LLAMA("llama", "llama", "mixtral", "mistral"),
  QWEN2("qwen2", "qwen2"),
  QWEN3("qwen3", "qwen3"),
  QWEN3MOE("qwen3moe", "qwen3_moe"),
  DEEPSEEK2("deepseek2", "deepseek_v2", "deepseek_v3");

  private final String key;
  private final ImmutableList<String> modelTypes;

  GgufArchitecture(String key, String... modelTypes) {
    this.key = key;
    this.modelTypes = ImmutableList.copyOf(modelTypes);
  }

  /** Returns the value of {@code general.architecture}, which is also the prefix of the architecture's keys. */
  String key() {
    return key;
  }

  /**
   * Returns the architecture of a {@code model_type}.
   *
   * @throws IllegalArgumentException that lists the known ones
   */
  static GgufArchitecture of(String modelType) {
    return Arrays.stream(values())
        .filter(a -> a.modelTypes.contains(modelType))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("model_type %s has no GGUF architecture here; known are %s"
                .formatted(
                    Faults.quoted(modelType),
                    Arrays.stream(values())
                        .flatMap(a -> a.modelTypes.stream())
                        .collect(Collectors.joining(", ")))));
  }
}

package io.gradus.core.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run will need of memory, computed before anything is allocated.
 *
 * @param bytes by what they are for; the parts that are alive at the same time
 */
public record MemoryPlan(Map<String, Long> bytes) {
  /** The virtual machine, the native libraries, their work space: measured on an empty policy. */
  private static final long BASE = 420L << 20;

  public MemoryPlan {
    bytes = new LinkedHashMap<>(bytes);
  }

  /**
   * The plan of the largest stage.
   *
   * @param microBatchTokens tokens in one pass through the network
   * @param rows completions sampled side by side
   * @param sequence longest sequence sampled, prompt and completion
   * @param reference whether a frozen copy is kept
   */
  public static MemoryPlan of(
      Decoder decoder,
      int vocabulary,
      int microBatchTokens,
      int rows,
      int sequence,
      boolean reference) {
    long weights =
        decoder.parameters(vocabulary).stream().mapToLong(Parameter::size).sum() * Float.BYTES;
    long e = decoder.width();
    long qkv = (long) (decoder.heads() + 2 * decoder.keyValueHeads()) * decoder.headSize();
    long attention = (long) decoder.heads() * decoder.headSize();
    // Kept for backward, a token and layer: two residual states, the fused projection three times
    // (as projected, rotated and laid
    // out for attention), attention's result twice, gate and up; then what one layer's backward
    // makes on its way.
    long layer = 2 * e + 3 * qkv + 2 * attention + 2L * decoder.hiddenSize();
    long passing = 4 * e + 2 * qkv + 5L * decoder.hiddenSize();
    Map<String, Long> bytes = new LinkedHashMap<>();
    bytes.put("base", BASE);
    bytes.put("weights", weights);
    bytes.put("gradient", weights);
    bytes.put("optimizer", 2 * weights);
    if (reference) {
      bytes.put("reference", weights);
    }
    bytes.put("activations", (layer * decoder.layers() + passing) * microBatchTokens * Float.BYTES);
    bytes.put(
        "probabilities",
        Math.min(64L << 20, (long) microBatchTokens * vocabulary * Float.BYTES) + (8L << 20));
    bytes.put(
        "sampling cache",
        2L
            * decoder.layers()
            * decoder.keyValueHeads()
            * decoder.headSize()
            * rows
            * sequence
            * Float.BYTES);
    return new MemoryPlan(bytes);
  }

  /** The sum: sampling and training are not alive together, but the memory of the first is not given back for the second. */
  public long total() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** For a person. */
  public String words() {
    return "# planned memory: %d MiB (%s)"
        .formatted(
            total() >> 20,
            bytes.entrySet().stream()
                .map(b -> "%s %d".formatted(b.getKey(), b.getValue() >> 20))
                .collect(Collectors.joining(", ")));
  }
}

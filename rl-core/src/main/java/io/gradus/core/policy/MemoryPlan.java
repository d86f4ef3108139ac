package io.gradus.core.policy;

import io.gradus.core.architecture.Architecture;
import io.gradus.core.architecture.KeptFloats;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Lanes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The memory that a run will need: the largest resident size of the process, computed before anything is allocated.
 *
 * @param bytes bytes by purpose; includes only parts that are in memory at the same time
 */
public record MemoryPlan(Map<String, Long> bytes) {
  /**
   * Bytes for the virtual machine with its heap, the native libraries and their work space; measured with an almost
   * empty policy.
   */
  private static final long BASE = 338L << 20;
  /** Largest buffer that matrix libraries keep for their largest matrix. */
  private static final long WORKSPACE = 64L << 20;
  /** Measured factor on the memory of passes, for temporary arrays and fragmentation. */
  private static final double ALLOWANCE = 1.2;

  private static final String ACTIVATIONS = "activations";
  private static final String SAMPLING = "sampling";

  public MemoryPlan {
    bytes = new LinkedHashMap<>(bytes);
  }

  /**
   * Sizes of the passes through the network.
   *
   * @param prompt tokens of the longest prompt
   * @param completion tokens of the longest completion
   * @param group completions that share a prompt
   * @param rows completions that are sampled together; 0: no sampling
   * @param most largest number of sequences in one pass of training; 0: no training
   * @param microBatchTokens tokens in one pass of training; a longer sequence has a pass of its own
   */
  public record Load(
      int prompt, int completion, int group, int rows, int most, int microBatchTokens) {
    /** Returns the number of sequences in one pass: whole groups, and a part of one more group. */
    double sequences() {
      double whole = (double) prompt + (double) group * completion;
      double groups = Math.floor(microBatchTokens / whole);
      double rest = microBatchTokens - groups * whole - prompt;
      double more = Math.max(0, Math.floor(rest / completion));
      return Math.min(most, Math.max(1, groups * group + more));
    }

    /** Returns the number of tokens in one pass; a prompt shared by its group counts once. */
    double tokens() {
      return sequences() * completion + Math.ceil(sequences() / group) * prompt;
    }
  }

  /**
   * Computes the plan.
   *
   * @param lora adapter to train instead of all weights
   * @param moments precision of the optimizer's moments
   * @param reference whether a frozen reference is kept
   * @param activations settings of what a pass keeps
   * @param loads loads of the stages; the plan uses the largest counts
   */
  public static MemoryPlan of(
      Architecture architecture,
      int vocabulary,
      Optional<Lora> lora,
      MomentStates moments,
      boolean reference,
      ActivationMemory activations,
      List<Load> loads) {
    Transformer transformer = architecture.transformer();
    List<Parameter> parameters = architecture.parameters(vocabulary);
    List<Parameter> trained = lora.map(l -> Adapter.parameters(l, parameters)).orElse(parameters);
    long weights = parameters.stream().mapToLong(p -> weightBytes(p, lora)).sum();
    long trainedBytes = trained.stream().mapToLong(Parameter::size).sum() * Float.BYTES;
    Map<String, Long> bytes = new LinkedHashMap<>();
    bytes.put("base", BASE);
    // weights are hashed and saved one at a time through Java's heap, which does not shrink
    long largest = parameters.stream().mapToLong(Parameter::size).max().orElse(0) * Float.BYTES;
    bytes.put("heap", largest);
    bytes.put("workspace", Math.min(WORKSPACE, largest));
    bytes.put("weights", weights);
    if (lora.isPresent()) {
      bytes.put("adapter", trainedBytes);
    }
    // each part of a small model's batch has its own gradient
    bytes.put(
        "gradient",
        trainedBytes
            * loads.stream()
                .mapToInt(load -> parts(transformer, vocabulary, load))
                .max()
                .orElse(1));
    bytes.put("optimizer", trained.stream().mapToLong(moments::bytes).sum());
    if (reference) {
      bytes.put("reference", trainedBytes);
    }
    long update = loads.stream()
        .mapToLong(load -> update(
            transformer, vocabulary, activations, load, parts(transformer, vocabulary, load)))
        .max()
        .orElse(0);
    long matrices =
        lora.filter(Lora::quantised).isPresent() ? 0 : transformer.packedBytes(vocabulary);
    long sampling = 0;
    long packed = 0;
    for (Load load : loads) {
      long rows = sampling(transformer, vocabulary, load);
      long copies =
          load.rows() > 0 && activations.packs(matrices, load.completion()) ? matrices : 0;
      if (rows + copies > sampling + packed) {
        sampling = rows;
        packed = copies;
      }
    }
    if (sampling + packed <= update) {
      bytes.put(ACTIVATIONS, update);
    } else {
      bytes.put(SAMPLING, sampling);
      if (packed > 0) {
        bytes.put("packed", packed);
      }
    }
    return new MemoryPlan(bytes);
  }

  /** Returns the largest size of a pass of training or sampling. */
  public long passes() {
    return bytes.getOrDefault(ACTIVATIONS, 0L) + bytes.getOrDefault(SAMPLING, 0L);
  }

  private static long weightBytes(Parameter parameter, Optional<Lora> lora) {
    boolean coded = lora.isPresent() && lora.get().quantised() && Lora.adaptable(parameter);
    return coded
        ? parameter.size() + parameter.shape()[0] * Float.BYTES
        : parameter.size() * Float.BYTES;
  }

  /**
   * Returns the memory of a model that only scores: its weights, and a pass that scores.
   *
   * @param kept whether its weights are in memory in addition to the policy's
   */
  public static long asked(
      Architecture architecture,
      int vocabulary,
      boolean kept,
      ActivationMemory activations,
      Load load) {
    Transformer transformer = architecture.transformer();
    long weights =
        architecture.parameters(vocabulary).stream().mapToLong(Parameter::size).sum();
    double passing = 0;
    for (Transformer.Layer layer : transformer.layers()) {
      KeptFloats floats = layer
          .attention()
          .kept(transformer.width())
          .plus(layer.feedForward().kept(transformer.width()));
      passing = Math.max(
          passing,
          (floats.token() + floats.query() + floats.passing()) * load.tokens()
              + floats.key() * load.sequences() * (load.prompt() + load.completion()));
    }
    // A divergence needs chunks of logits: the logits of both models, their log-probs, and
    // temporary products.
    int outputs = transformer.outputs(vocabulary);
    double chunk = 8.0 * activations.chunkTokens(outputs) * outputs;
    double states = 3.0 * load.tokens() * transformer.width();
    return (kept ? weights * Float.BYTES : 0)
        + (long) (ALLOWANCE * (passing + chunk + states) * Float.BYTES);
  }

  private static int parts(Transformer transformer, int vocabulary, Load load) {
    return load.most() == 0
        ? 1
        : Parts.count(
            transformer,
            vocabulary,
            Lanes.count(),
            // completions may be shorter, so that more of them fit a pass
            Math.min(
                load.microBatchTokens(),
                (double) load.most() * (load.prompt() + load.completion())));
  }

  private static long update(
      Transformer transformer, int vocabulary, ActivationMemory activations, Load load, int parts) {
    int width = transformer.width();
    double kept = 0;
    double largest = 0;
    for (Transformer.Layer layer : transformer.layers()) {
      KeptFloats floats = layer.attention().kept(width).plus(layer.feedForward().kept(width));
      double whole = floats.token() * load.tokens()
          + floats.query() * load.tokens()
          + floats.key() * load.sequences() * (load.prompt() + load.completion());
      kept += activations.checkpointing() ? width * load.tokens() : whole;
      largest = Math.max(
          largest, floats.passing() * load.tokens() + (activations.checkpointing() ? whole : 0));
    }
    double completions = load.sequences() * load.completion() * (load.prompt() + load.completion());
    double prompts = Math.ceil(load.sequences() / load.group()) * load.prompt() * load.prompt();
    double masks = masks(transformer) * (completions + prompts);
    int outputs = transformer.outputs(vocabulary);
    double scored = load.sequences() * (outputs == 1 ? 1 : load.completion());
    double probabilities = scored * outputs;
    if (probabilities * Float.BYTES > activations.keptProbabilities()) {
      probabilities = 0;
    }
    // the head's chunks: logits, probabilities and temporary products
    double chunk = 4.0 * activations.chunkTokens(outputs) * outputs * parts;
    double states = 4.0 * scored * width;
    double floats = kept + Math.max(largest, chunk) + probabilities + states + masks;
    return (long) (ALLOWANCE * floats * Float.BYTES);
  }

  /** Returns the number of copies of a mask: the original, and one per head that shares a key. */
  private static double masks(Transformer transformer) {
    return transformer.masks().stream()
        .mapToDouble(mask -> mask.times() == 1 ? 1 : 1 + mask.times())
        .sum();
  }

  private static long sampling(Transformer transformer, int vocabulary, Load load) {
    if (load.rows() == 0) {
      return 0;
    }
    double prompts = Math.ceil(load.rows() / (double) load.group());
    double cache = 0;
    double largest = 0;
    for (Transformer.Layer layer : transformer.layers()) {
      cache += layer.attention().cache().numbers()
          * (prompts * load.prompt() + (double) load.rows() * load.completion());
      largest = Math.max(largest, layer.feedForward().kept(transformer.width()).passing());
    }
    double logits = 6.0 * load.rows() * vocabulary;
    double prefill = largest * prompts * load.prompt()
        + masks(transformer) * prompts * load.prompt() * load.prompt();
    return (long) (ALLOWANCE * (cache + Math.max(logits, prefill)) * Float.BYTES);
  }

  /** Returns this plan with one more part. */
  public MemoryPlan with(String part, long size) {
    Map<String, Long> more = new LinkedHashMap<>(bytes);
    more.put(part, size);
    return new MemoryPlan(more);
  }

  /** Returns the largest resident size, in bytes. */
  public long total() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns a readable summary. */
  public String words() {
    return "# planned memory: %d MiB (%s)"
        .formatted(
            total() >> 20,
            bytes.entrySet().stream()
                .map(b -> "%s %d".formatted(b.getKey(), b.getValue() >> 20))
                .collect(Collectors.joining(", ")));
  }
}

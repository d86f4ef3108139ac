package io.gradus.core.gguf;

import static io.gradus.core.files.Faults.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.files.Faults;
import io.gradus.core.tensorfile.DType;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Writer of a model with Hugging Face names as a GGUF file of version 3 for llama.cpp. Like llama.cpp's converter, it
 * stores vectors and routers as F32. Matrices whose rows Q8_0 cannot cut into blocks become F16.
 */
public final class GgufWriter {
  /** Types that can be written. */
  public static final Set<GgmlType> TYPES = Set.of(GgmlType.F32, GgmlType.F16, GgmlType.Q8_0);

  private static final Set<DType> FLOATS = Set.of(DType.F32, DType.F16, DType.BF16);

  /** A tensor of the file, and the weight that it belongs to. */
  private record Placed(GgufTensorInfo info, TensorInfo stored, Optional<Weight> weight) {}

  private final Path file;
  private final JsonNode config;
  private final ModelSizes sizes;
  private final Function<String, RawTensor> data;
  private final Map<String, Object> metadata;
  private final List<Placed> placed;

  private GgufWriter(
      Path file,
      JsonNode config,
      Optional<GgufTokenizerData> tokenizer,
      Collection<TensorInfo> tensors,
      Function<String, RawTensor> data,
      GgmlType type) {
    this.file = file;
    this.config = config;
    this.data = data;
    Faults faults = new Faults(file);
    try {
      GgufArchitecture.of(config.path("model_type").asText(""));
    } catch (IllegalArgumentException e) {
      throw new UserError("%s: %s".formatted(file, e.getMessage()), e);
    }
    this.sizes = ModelSizes.of(config, faults);
    faults.refuse();
    this.metadata = MetadataFromConfig.of(config, sizes, type, faults);
    tokenizer.ifPresentOrElse(
        t -> {
          t.check(sizes.vocabulary(), faults);
          t.toMetadata(sizes.vocabulary(), metadata);
        },
        () -> metadata.put("tokenizer.ggml.model", "none"));
    List<Weight> plan = TensorPlan.of(sizes, true);
    check(plan, tensors, faults);
    faults.refuse();
    this.placed = place(plan, type);
  }

  /**
   * Writes a whole file or none. Tensors are requested one by one, so that only one must be in memory.
   *
   * @param config a Hugging Face configuration, of transformers 4 or 5
   * @param tokenizer tokenizer; without one, llama.cpp can load the file but cannot read or write text
   * @param tensors tensors of the model, under Hugging Face names
   * @param data returns the tensor of a name as F32, F16 or BF16
   * @param type type of tensors with two or more dimensions: one of {@link #TYPES}
   * @throws UserError that names keys or tensors that the format cannot represent, or that are missing, superfluous or
   *     of another shape; or a value that the type cannot hold; or if the disk is full. An existing file is unchanged
   */
  public static void write(
      Path file,
      JsonNode config,
      Optional<GgufTokenizerData> tokenizer,
      Collection<TensorInfo> tensors,
      Function<String, RawTensor> data,
      GgmlType type) {
    if (!TYPES.contains(type)) {
      throw new IllegalArgumentException("%s is not written, but %s".formatted(type, TYPES));
    }
    new GgufWriter(file, config, tokenizer, tensors, data, type).write();
  }

  private void check(List<Weight> plan, Collection<TensorInfo> tensors, Faults faults) {
    Map<String, TensorInfo> left = new LinkedHashMap<>();
    tensors.forEach(t -> left.put(t.name(), t));
    if (sizes.tied()) {
      left.remove("lm_head.weight"); // the head is the table of embeddings
    }
    for (Weight weight : plan) {
      for (TensorInfo wanted : weight.loaded()) {
        TensorInfo found = left.remove(wanted.name());
        if (found == null) {
          faults.add("tensor %s: is missing", quoted(wanted.name()));
        } else if (!Arrays.equals(found.shape(), wanted.shape())
            || !FLOATS.contains(found.dtype())) {
          faults.add(
              "tensor %s: is %s%s, but the configuration asks for floats of shape %s",
              quoted(found.name()),
              found.dtype(),
              Arrays.toString(found.shape()),
              Arrays.toString(wanted.shape()));
        }
      }
    }
    left.keySet()
        .forEach(name -> faults.add(
            "tensor %s: does not belong to a model of this configuration", quoted(name)));
  }

  private List<Placed> place(List<Weight> plan, GgmlType type) {
    List<Placed> result = new ArrayList<>();
    RopeKeys.factors(config, sizes.headSize())
        .ifPresent(t -> add(result, t, type, Optional.empty()));
    for (Weight weight : plan) {
      weight.stored().forEach(t -> add(result, t, type, Optional.of(weight)));
    }
    return result;
  }

  private static void add(
      List<Placed> result, TensorInfo stored, GgmlType type, Optional<Weight> weight) {
    long end = result.isEmpty() ? 0 : result.get(result.size() - 1).info().end();
    result.add(new Placed(
        new GgufTensorInfo(
            stored.name(),
            typeOf(stored, type),
            stored.shape(),
            GgufHeader.align(end, GgufHeader.DEFAULT_ALIGNMENT)),
        stored,
        weight));
  }

  private static GgmlType typeOf(TensorInfo stored, GgmlType asked) {
    long[] shape = stored.shape();
    if (shape.length < 2 || stored.name().endsWith("ffn_gate_inp.weight")) {
      return GgmlType.F32;
    }
    return shape[shape.length - 1] % asked.blockElements() == 0 ? asked : GgmlType.F16;
  }

  private void write() {
    byte[] header =
        GgufHeaderBytes.of(metadata, placed.stream().map(Placed::info).toList());
    long bytes = header.length + placed.get(placed.size() - 1).info().end();
    AtomicFile.write(file, bytes, channel -> {
      AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
      for (Placed tensor : placed) {
        write(channel, tensor);
      }
    });
  }

  private void write(WritableByteChannel channel, Placed tensor) throws IOException {
    GgufOutput out = new GgufOutput(channel, tensor.info());
    if (tensor.weight().isPresent()) {
      tensor.weight().get().store(tensor.stored(), name -> data.apply(name).floats(), out);
    } else {
      float[] factors = RopeKeys.factorValues(config, sizes.headSize());
      out.accept(factors, factors.length);
    }
    out.finish();
  }
}

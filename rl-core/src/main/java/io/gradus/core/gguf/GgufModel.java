package io.gradus.core.gguf;

import static io.gradus.core.files.Faults.quoted;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.UserError;
import io.gradus.core.files.Faults;
import io.gradus.core.tensorfile.FloatSink;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import io.gradus.core.tensorfile.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model in a GGUF file, converted to Hugging Face's form: {@code config.json}, and tensors with the names and layout
 * of transformers, widened to float32. Nothing that changes the result is ignored: unknown keys and tensors are refused
 * by name.
 *
 * <p>Architectures: llama (with experts: Mixtral), qwen2, qwen3, qwen3moe, deepseek2 (V2 and V3).
 */
public final class GgufModel implements TensorSource {
  private static final Set<String> NOT_COUNTED = Set.of(RopeKeys.FACTORS);

  /** A Hugging Face tensor and its weight. */
  private record Loadable(TensorInfo info, Weight weight) {}

  private final Gguf file;
  private final ObjectNode config;
  private final List<String> ignoredKeys;
  private final Map<String, Loadable> tensors = new LinkedHashMap<>();
  private final Optional<GgufTokenizerData> tokenizer;

  private GgufModel(Gguf file) {
    this.file = file;
    ConfigFromMetadata.Converted converted = ConfigFromMetadata.of(file);
    this.config = converted.config();
    this.ignoredKeys = converted.ignored();
    Faults faults = new Faults(file.file());
    ModelSizes sizes = ModelSizes.of(config, faults);
    faults.refuse();
    List<Weight> plan = TensorPlan.of(sizes, file.has("blk.0.attn_k_b.weight"));
    check(plan, faults);
    this.tokenizer = GgufTokenizerData.of(file.metadata(), sizes.vocabulary(), faults);
    faults.refuse();
    for (Weight weight : plan) {
      weight.loaded().forEach(info -> tensors.put(info.name(), new Loadable(info, weight)));
    }
  }

  /**
   * Opens a model.
   *
   * @throws UserError that names the file and every faulty key or tensor. A tensor is faulty if it is missing,
   *     superfluous, or shaped differently than in the metadata
   */
  public static GgufModel open(Path path) {
    Gguf file = Gguf.open(path);
    try {
      return new GgufModel(file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void check(List<Weight> plan, Faults faults) {
    Set<String> left = new LinkedHashSet<>();
    file.tensors().forEach(t -> left.add(t.name()));
    left.removeAll(NOT_COUNTED);
    for (Weight weight : plan) {
      for (TensorInfo stored : weight.stored()) {
        if (!left.remove(stored.name())) {
          faults.add("tensor %s: is missing", quoted(stored.name()));
        } else if (!Arrays.equals(file.tensor(stored.name()).shape(), stored.shape())) {
          faults.add(
              "tensor %s: has shape %s, but the metadata says %s",
              quoted(stored.name()),
              Arrays.toString(file.tensor(stored.name()).shape()),
              Arrays.toString(stored.shape()));
        }
      }
    }
    for (String name : left) {
      faults.add("tensor %s: does not belong to this architecture", quoted(name));
    }
  }

  /** Returns the file itself. */
  public Gguf file() {
    return file;
  }

  /**
   * Returns a copy of the configuration as in {@code config.json}: {@code model_type}, sizes, {@code rope_theta},
   * {@code rope_scaling}.
   */
  public ObjectNode config() {
    return config.deepCopy();
  }

  /** Returns the unused metadata keys, which do not change the result. */
  public List<String> ignoredKeys() {
    return ignoredKeys;
  }

  /** Returns the file's tokenizer, if it has one. */
  public Optional<GgufTokenizerData> tokenizer() {
    return tokenizer;
  }

  /** Lists all tensors with the names and shapes of Hugging Face, and the dtype F32. */
  @Override
  public List<TensorInfo> tensors() {
    return tensors.values().stream().map(Loadable::info).toList();
  }

  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * Passes a tensor on in row-major order, in blocks of about a megabyte, so that only the destination needs memory.
   *
   * @param name as in {@link #tensors()}
   * @throws UserError if there is no such tensor, or the file has shrunk meanwhile
   */
  @Override
  public void stream(String name, FloatSink sink) {
    Loadable tensor = tensors.get(name);
    if (tensor == null) {
      throw Faults.of(file.file(), "has no tensor %s", quoted(name));
    }
    try {
      tensor.weight().load(tensor.info(), file, sink);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a tensor as float32 into memory.
   *
   * @throws UserError as {@link #stream}
   */
  @Override
  public RawTensor read(String name) {
    Loadable tensor = tensors.get(name);
    if (tensor == null) {
      throw Faults.of(file.file(), "has no tensor %s", quoted(name));
    }
    List<ByteBuffer> pieces = new ArrayList<>();
    long bytes = tensor.info().bytes();
    for (long at = 0; at < bytes; at += RawTensor.PIECE) {
      pieces.add(ByteBuffer.allocate((int) Math.min(RawTensor.PIECE, bytes - at))
          .order(ByteOrder.LITTLE_ENDIAN));
    }
    long[] filled = {0};
    stream(name, (values, count) -> {
      int done = 0;
      while (done < count) {
        ByteBuffer piece = pieces.get((int) (filled[0] / RawTensor.PIECE));
        int at = (int) (filled[0] % RawTensor.PIECE);
        int n = Math.min(count - done, (piece.capacity() - at) / Float.BYTES);
        piece
            .slice(at, n * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .put(values, done, n);
        done += n;
        filled[0] += (long) n * Float.BYTES;
      }
    });
    return new RawTensor(tensor.info(), pieces);
  }

  @Override
  public void close() {
    file.close();
  }
}

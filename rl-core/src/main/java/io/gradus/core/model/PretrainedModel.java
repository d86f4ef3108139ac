package io.gradus.core.model;

import io.gradus.core.UserError;
import io.gradus.core.checkpoint.DType;
import io.gradus.core.checkpoint.RawTensor;
import io.gradus.core.checkpoint.Safetensors;
import io.gradus.core.checkpoint.TensorInfo;
import io.gradus.core.checkpoint.TensorSource;
import io.gradus.core.engine.Compute;
import io.gradus.core.gguf.GgufModel;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.Parameter;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.Transformer;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model from files: its configuration, and tensors that agree with it. Tensors are brought to memory one at a time, when a policy is
 * made of them.
 */
public final class PretrainedModel implements Closeable {
  private static final Set<DType> READABLE = EnumSet.of(DType.F32, DType.F16, DType.BF16);
  private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d{1,6})\\..*");
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";

  private final String source;
  private final HuggingFaceConfig config;
  private final TensorSource tensors;
  private final List<String> ignored = new ArrayList<>();

  /**
   * Checks that tensors and configuration agree.
   *
   * @param source the folder or file, named in errors
   * @param tensors by their Hugging Face names; closed with this model, also if this throws
   * @throws UserError that lists every tensor that is missing, misshapen, of an unreadable type, or not part of the architecture
   */
  public PretrainedModel(String source, HuggingFaceConfig config, TensorSource tensors) {
    this.source = source;
    this.config = config;
    this.tensors = tensors;
    try {
      check();
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  /**
   * Opens a folder of Hugging Face files ({@code config.json} and safetensors, one file or several), or a GGUF file.
   *
   * @throws UserError that names the file, and the fields or tensors at fault
   */
  public static PretrainedModel open(Path path) {
    if (Files.isDirectory(path)) {
      return openFolder(path);
    }
    if (!path.toString().endsWith(".gguf")) {
      throw new UserError(
          "%s: is neither a folder of Hugging Face files nor a .gguf file".formatted(path));
    }
    GgufModel gguf = GgufModel.open(path);
    try {
      return new PretrainedModel(
          path.toString(), HuggingFaceConfig.of(path.toString(), gguf.config()), gguf);
    } catch (RuntimeException e) {
      gguf.close();
      throw e;
    }
  }

  private static PretrainedModel openFolder(Path folder) {
    HuggingFaceConfig config = HuggingFaceConfig.read(folder.resolve(HuggingFaceConfig.FILE));
    return new PretrainedModel(folder.toString(), config, Safetensors.open(folder));
  }

  private void check() {
    Map<String, TensorInfo> there = new LinkedHashMap<>();
    tensors.tensors().forEach(info -> there.put(info.name(), info));
    List<String> faults = new ArrayList<>();
    for (Parameter parameter : architecture().parameters(vocabulary())) {
      for (Parameter.Part part : parameter.parts()) {
        check(part.name(), parameter.shapeOf(part), there.remove(part.name()), faults);
      }
    }
    for (TensorInfo info : there.values()) {
      if (isIgnored(info)) {
        ignored.add(info.name());
      } else {
        faults.add("%s %s: is not part of this architecture"
            .formatted(info.name(), Arrays.toString(info.shape())));
      }
    }
    if (!faults.isEmpty()) {
      faults.add(
          0,
          "%s: tensors and %s (model_type %s) do not agree:"
              .formatted(source, HuggingFaceConfig.FILE, config.modelType()));
      throw new UserError(faults);
    }
    if (ignored.contains(HEAD)) {
      checkTiedHead();
    }
  }

  private static void check(
      String name, long[] shape, @Nullable TensorInfo info, List<String> faults) {
    if (info == null) {
      String remedy = name.equals(HEAD) ? " (or is tie_word_embeddings true?)" : "";
      faults.add("%s %s: is missing%s".formatted(name, Arrays.toString(shape), remedy));
    } else if (!Arrays.equals(info.shape(), shape)) {
      faults.add("%s: has shape %s, but the configuration wants %s"
          .formatted(name, Arrays.toString(info.shape()), Arrays.toString(shape)));
    } else if (!READABLE.contains(info.dtype())) {
      faults.add("%s: is of type %s; F32, F16 and BF16 can be read".formatted(name, info.dtype()));
    }
  }

  /** What files hold besides and nobody needs: old tables of rotary frequencies, a tied head again, layers that predict further tokens. */
  private boolean isIgnored(TensorInfo info) {
    Matcher layer = LAYER.matcher(info.name());
    int layers = architecture().layers().size();
    int further = config.root().path("num_nextn_predict_layers").asInt(0);
    boolean again = architecture().tiedHead() && info.name().equals(HEAD);
    return again
        || info.name().endsWith(".rotary_emb.inv_freq")
        || (layer.matches()
            && Integer.parseInt(layer.group(1)) >= layers
            && Integer.parseInt(layer.group(1)) < layers + further);
  }

  private void checkTiedHead() {
    RawTensor head = tensors.read(HEAD);
    RawTensor embedding = tensors.read(EMBEDDING);
    List<ByteBuffer> a = head.pieces();
    List<ByteBuffer> b = embedding.pieces();
    if (!head.info()
            .equals(
                new TensorInfo(HEAD, embedding.info().dtype(), embedding.info().shape()))
        || !a.equals(b)) {
      throw new UserError(
          "%s: tie_word_embeddings is true, but %s differs from %s: set it to false to use both"
              .formatted(source, HEAD, EMBEDDING));
    }
  }

  /** A policy with these weights; beside it at most one piece of one tensor is in memory. */
  public Policy policy(Compute compute) {
    return policy(compute, Optional.empty(), 0);
  }

  /**
   * The same, of which only an adapter is trained if there is one.
   *
   * @param adapterSeed decides the adapter's first matrices and what its dropout drops
   * @throws UserError if the adapter names layers that this architecture has not
   */
  public Policy policy(Compute compute, Optional<Lora> lora, long adapterSeed) {
    return Policy.load(architecture(), vocabulary(), compute, lora, adapterSeed, tensors);
  }

  /** The folder or file. */
  public String source() {
    return source;
  }

  /** The configuration. */
  public HuggingFaceConfig config() {
    return config;
  }

  /** The architecture. */
  public Transformer architecture() {
    return config.architecture();
  }

  /** V. */
  public int vocabulary() {
    return config.vocabulary();
  }

  /** The tensors, by Hugging Face name. */
  public TensorSource tensors() {
    return tensors;
  }

  /** Tensors that are there and that nobody needs. */
  public List<String> ignored() {
    return ignored;
  }

  @Override
  public void close() {
    tensors.close();
  }
}

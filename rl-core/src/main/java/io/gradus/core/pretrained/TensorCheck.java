package io.gradus.core.pretrained;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.huggingface.HuggingFaceConfig;
import io.gradus.core.tensorfile.DType;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import io.gradus.core.tensorfile.TensorSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares the tensors of a model with its configuration.
 *
 * @param source the folder or file, named in errors
 */
record TensorCheck(String source, HuggingFaceConfig config, TensorSource tensors) {
  private static final Set<DType> READABLE = EnumSet.of(DType.F32, DType.F16, DType.BF16);
  private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d{1,6})\\..*");
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";

  /**
   * Checks every tensor.
   *
   * @return the names of tensors that are not needed
   * @throws UserError that lists every tensor that is missing, misshapen, of an unreadable type, or not part of the
   *     architecture
   */
  List<String> ignored() {
    List<String> ignored = new ArrayList<>();
    Map<String, TensorInfo> there = new LinkedHashMap<>();
    tensors.tensors().forEach(info -> there.put(info.name(), info));
    List<String> faults = new ArrayList<>();
    for (Parameter parameter : config.architecture().parameters(config.vocabulary())) {
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
    return ignored;
  }

  private static void check(
      String name, long[] shape, @Nullable TensorInfo info, List<String> faults) {
    if (info == null) {
      String remedy = name.equals(HEAD) ? " (or is tie_word_embeddings true?)" : "";
      faults.add("%s %s: is missing%s".formatted(name, Arrays.toString(shape), remedy));
    } else if (!Arrays.equals(info.shape(), shape)) {
      faults.add("%s: has shape %s, but the configuration needs %s"
          .formatted(name, Arrays.toString(info.shape()), Arrays.toString(shape)));
    } else if (!READABLE.contains(info.dtype())) {
      faults.add("%s: is of type %s; F32, F16 and BF16 can be read".formatted(name, info.dtype()));
    }
  }

  /**
   * Returns whether files may contain a tensor although it is not needed: old tables of rotary frequencies, a copy of a
   * tied head, layers that predict further tokens.
   */
  private boolean isIgnored(TensorInfo info) {
    Matcher layer = LAYER.matcher(info.name());
    int layers = config.architecture().layers().size();
    int further = config.root().path("num_nextn_predict_layers").asInt(0);
    boolean again = config.architecture().tiedHead() && info.name().equals(HEAD);
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
}

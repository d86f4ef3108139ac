package io.gradus.core.pretrained;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.SharedData;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.Matmul;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.MeanLikelihood;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tiny random model with what transformers 5.23 computes with it. */
record GoldenModel(Path folder) {
  static final int ROW = 72;
  static final int PROMPT = 24;

  static GoldenModel of(String name) {
    return new GoldenModel(SharedData.require("goldens/" + name));
  }

  Policy policy(Matmul matmul) {
    return policy(matmul, Optional.empty());
  }

  Policy policy(Matmul matmul, Optional<Lora> lora) {
    try (PretrainedModel model = PretrainedModel.open(folder)) {
      return model.policy(new Compute("cpu", matmul), lora, 5);
    }
  }

  JsonNode json(String file) throws IOException {
    return JsonMapper.builder().build().readTree(folder.resolve(file).toFile());
  }

  RawTensor tensor(String name) {
    try (Safetensors tensors = Safetensors.open(folder.resolve("golden.safetensors"))) {
      return tensors.read(name);
    }
  }

  /** The rows of tokens. */
  List<int[]> rows() {
    long[] ids = tensor("ids").longs();
    List<int[]> rows = new ArrayList<>();
    for (int from = 0; from < ids.length; from += ROW) {
      rows.add(Arrays.stream(ids, from, from + ROW).mapToInt(Math::toIntExact).toArray());
    }
    return rows;
  }

  /** The rows, cut into a prompt and a completion. */
  List<TokenSequence> sequences(int prompt) {
    return rows().stream()
        .map(r ->
            new TokenSequence(Arrays.copyOf(r, prompt), Arrays.copyOfRange(r, prompt, r.length)))
        .toList();
  }

  /** Adds the gradient of the mean negative log-likelihood, and returns that. */
  double likelihoodGradient(Policy policy) {
    return MeanLikelihood.gradient(policy, sequences(PROMPT));
  }

  /** L2 norms by the names that transformers has in memory: the experts of a layer are two tensors there. */
  static Map<String, Double> norms(Iterable<RawTensor> tensors) {
    Map<String, Double> squares = new LinkedHashMap<>();
    for (RawTensor tensor : tensors) {
      double sum = 0;
      for (float value : tensor.floats()) {
        sum += (double) value * value;
      }
      String name = tensor
          .name()
          .replaceAll("experts\\.\\d+\\.(gate|up)_proj\\.weight", "experts.gate_up_proj")
          .replaceAll("experts\\.\\d+\\.down_proj\\.weight", "experts.down_proj");
      squares.merge(name, sum, Double::sum);
    }
    squares.replaceAll((name, sum) -> Math.sqrt(sum));
    return squares;
  }
}

package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.SharedData;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.engine.Compute;
import io.gradus.core.tensorfile.Llama2c;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** stories260K, a trained model, writes the story that llama2.c writes with it. */
class StoriesGoldenTest {
  private final Llama2c model = read();
  private final JsonNode golden = golden();

  private static Llama2c read() {
    try {
      return Llama2c.read(SharedData.require("models/stories260K/stories260K.bin"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode golden() {
    try {
      return JsonMapper.builder()
          .build()
          .readTree(SharedData.require("models/stories260K/golden_greedy.json").toFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Policy policy() {
    Llama2c.Config c = model.config();
    Decoder decoder = new Decoder(
        c.layers(),
        c.hiddenSize(),
        c.heads(),
        Optional.of(c.keyValueHeads()),
        Optional.empty(),
        Optional.of(c.intermediateSize()),
        Llama2c.ROPE_THETA,
        Llama2c.NORM_EPSILON,
        c.tied(),
        c.maxLength());
    return Policy.of(
        decoder,
        c.vocabularySize(),
        Compute.cpu(),
        name -> Objects.requireNonNull(model.weights().get(name), name).values());
  }

  @Test
  void greedySamplingGivesAll200Tokens() {
    long[] tokens = LongStream.range(0, 201)
        .map(i -> golden.get("greedy_tokens_200_steps").get((int) i).asLong())
        .toArray();
    try (Policy policy = policy();
        Decoding decoding =
            new Decoding(policy, List.of(new int[] {(int) tokens[0]}), 200, 0, 0, 1, List.of(1))) {
      List<Long> drawn = new ArrayList<>();
      while (drawn.size() < 200) {
        LongStream.of(decoding.advance(new float[8], 8).tokens()).forEach(drawn::add);
      }
      assertThat(drawn)
          .containsExactlyElementsOf(LongStream.of(tokens).skip(1).boxed().toList());
    }
  }

  @Test
  void theFirstDistributionIsThatOfItsLogits() {
    double[] logits = new double[512];
    double sum = 0;
    for (int v = 0; v < logits.length; v++) {
      logits[v] = golden.get("logits_pos0").get(v).asDouble();
      sum += Math.exp(logits[v]);
    }
    List<TokenSequence> every = new ArrayList<>();
    for (int v = 0; v < logits.length; v++) {
      every.add(new TokenSequence(new int[] {1}, new int[] {v}));
    }
    try (Policy policy = policy()) {
      float[][] logProbs = policy.score(every, 1).logProbs();
      for (int v = 0; v < logits.length; v++) {
        assertThat((double) logProbs[v][0]).isCloseTo(logits[v] - Math.log(sum), within(1e-4));
      }
    }
  }
}

package io.gradus.experiments.bench;

import io.gradus.core.architecture.Decoder;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Routing;
import java.util.Optional;

/**
 * Model and batch of a benchmark's step.
 *
 * @param vocabulary V of the model, whose weights come from a seed
 * @param problems number of problems in a step
 * @param group completions of each problem
 * @param promptTokens length of every prompt
 * @param newTokens exact length of every completion
 */
public record Shape(
    Decoder decoder, int vocabulary, int problems, int group, int promptTokens, int newTokens) {

  /** Returns a model of 1.5M parameters, which the peers' script calls tiny. */
  public static Shape tiny(int problems, int group, int promptTokens, int newTokens) {
    Decoder decoder = new Decoder(
        6, 128, 4, Optional.empty(), Optional.empty(), Optional.of(384), 10_000, 1e-6, true, 1024);
    return new Shape(decoder, 2048, problems, group, promptTokens, newTokens);
  }

  /** Returns a model of 135M parameters: the shape of SmolLM2-135M, with random weights. */
  public static Shape smollm2(int problems, int group, int promptTokens, int newTokens) {
    Decoder decoder = new Decoder(
        30, 576, 9, Optional.of(3), Optional.empty(), Optional.of(1536), 100_000, 1e-5, true, 2048);
    return new Shape(decoder, 49_152, problems, group, promptTokens, newTokens);
  }

  /**
   * Returns the same shape with a mixture in every feed-forward layer. Two experts are active, and together they are as
   * wide as the dense layer.
   */
  public Shape withExperts(int experts) {
    Mixture mixture = new Mixture(
        experts,
        2,
        decoder.hiddenSize() / 2,
        Routing.softmax(true),
        Optional.empty(),
        false,
        RouterLosses.NONE,
        Mixture.Names.QWEN);
    Decoder sparse = new Decoder(
        decoder.layers(),
        decoder.width(),
        decoder.heads(),
        decoder.kvHeads(),
        decoder.headWidth(),
        Optional.empty(),
        decoder.ropeTheta(),
        decoder.normEpsilon(),
        decoder.tiedHead(),
        decoder.context(),
        decoder.queryKeyValueBias(),
        decoder.queryKeyNorm(),
        decoder.ropeScaling(),
        decoder.slidingWindow(),
        Optional.of(mixture),
        0);
    return new Shape(sparse, vocabulary, problems, group, promptTokens, newTokens);
  }

  /**
   * Floating point operations of an update as the PaLM paper counts them (arXiv:2204.02311, appendix B). A pass has 2
   * for each weight that a token uses, and 4 D H for each key that it sees. There are three passes: forward, backward
   * to inputs, and backward to weights. A group's prompt counts once, and a completion's last token does not count. The
   * head counts for completion tokens only. Repeated and masked computations do not count.
   */
  public double updateFlops() {
    double tokens = problems * promptTokens + (double) problems * group * (newTokens - 1);
    double head = 2.0 * vocabulary * decoder.width() * problems * group * newTokens;
    double keys = problems * promptTokens * (promptTokens + 1) / 2.0
        + (double) problems * group * (newTokens - 1) * (promptTokens + newTokens / 2.0);
    double scores = 4.0 * decoder.layers() * decoder.heads() * decoder.headSize() * keys;
    return 3 * (decoder.bodyFlops() * tokens + head + scores);
  }
}

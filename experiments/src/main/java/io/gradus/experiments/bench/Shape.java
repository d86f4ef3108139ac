package io.gradus.experiments.bench;

import io.gradus.core.policy.Decoder;
import java.util.Optional;

/**
 * What a benchmark's step consists of.
 *
 * @param vocabulary V of a model made from a seed
 * @param problems in a step
 * @param group completions of each
 * @param promptTokens of every prompt
 * @param newTokens of every completion, exactly
 */
public record Shape(
    Decoder decoder, int vocabulary, int problems, int group, int promptTokens, int newTokens) {

  /** 1.5M parameters: what the peers' script calls tiny. */
  public static Shape tiny(int problems, int group, int promptTokens, int newTokens) {
    Decoder decoder = new Decoder(
        6, 128, 4, Optional.empty(), Optional.empty(), Optional.of(384), 10_000, 1e-6, true, 1024);
    return new Shape(decoder, 2048, problems, group, promptTokens, newTokens);
  }

  /** 135M parameters: the shape of SmolLM2-135M, with random weights. */
  public static Shape smollm2(int problems, int group, int promptTokens, int newTokens) {
    Decoder decoder = new Decoder(
        30, 576, 9, Optional.of(3), Optional.empty(), Optional.of(1536), 100_000, 1e-5, true, 2048);
    return new Shape(decoder, 49_152, problems, group, promptTokens, newTokens);
  }

  /**
   * Floating point operations of an update: 2 for each weight a token meets, three times (forward, and backward to inputs and to
   * weights). A group's prompt is computed once, a completion's last token not at all, the head for completion tokens only; what
   * is computed again, and attention's scores, are not counted.
   */
  public double updateFlops() {
    double tokens = problems * promptTokens + (double) problems * group * (newTokens - 1);
    double head = 2.0 * vocabulary * decoder.width() * problems * group * newTokens;
    return 3 * (decoder.bodyFlops() * tokens + head);
  }
}

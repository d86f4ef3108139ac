package io.gradus.core;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.List;

/**
 * Settings of sampling.
 *
 * @param maxTokens a completion that reaches the budget is truncated
 *
 * @param topP nucleus sampling, arXiv:1904.09751
 */
public record Sampling(
    @Default("1.0") @About("divisor of the logits; 0: greedy")
    double temperature,

    @About("generation budget in tokens") int maxTokens,

    @Default("0") @About("only the k likeliest tokens; 0: all")
    int topK,

    @Default("1.0") @About("only the likeliest tokens that together have this probability; 1: all")
    double topP,

    @Default("[]")
    @About(
        "texts of single tokens that end a completion, in addition to the tokenizer's end tokens")
    List<String> stopTokens,

    @Default("256") @About("largest number of completions sampled at the same time")
    int rows) {

  public Sampling {
    stopTokens = List.copyOf(stopTokens);
    if (!(temperature >= 0 && temperature <= 100)) {
      throw new IllegalArgumentException(
          "temperature: must be 0 (greedy) to 100, but is " + temperature);
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("max-tokens: must be positive, but is " + maxTokens);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("top-k: must be 0 (all) or more, but is " + topK);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p: must be in (0, 1], but is " + topP);
    }
    if (rows < 1) {
      throw new IllegalArgumentException("rows: must be positive, but is " + rows);
    }
  }

  /** Draws from the whole distribution at temperature 1, up to a number of tokens. */
  public static Sampling of(int maxTokens) {
    return new Sampling(1, maxTokens, 0, 1, List.of(), 256);
  }

  /** Always draws the likeliest token; other settings are unchanged. */
  public Sampling greedy() {
    return new Sampling(0, maxTokens, 0, 1, stopTokens, rows);
  }

  /** Returns whether some tokens cannot be drawn. If so, the trainer's distribution differs from the sampler's. */
  public boolean truncatesDistribution() {
    return topK > 0 || topP < 1;
  }
}

package io.gradus.experiments.benchmark;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.List;

/** How answers are sampled. */
@About("how answers are sampled: length, stop texts, temperature")
public record Drawing(
    @About("largest number of tokens of an answer") int maxTokens,

    @Default("[]") @About("texts that end an answer") List<String> stop,

    @Default("1") @About("answers to each question") int samples,

    @Default("0.0") @About("divisor of the logits; 0: greedy")
    double temperature,

    @Default("0") @About("only the k likeliest tokens; 0: all")
    int topK,

    @Default("1.0") @About("only the likeliest tokens that together have this probability; 1: all")
    double topP) {
  public Drawing {
    stop = List.copyOf(stop);
    if (maxTokens < 1) {
      throw new IllegalArgumentException("max-tokens: must be positive, but is " + maxTokens);
    }
    if (samples < 1) {
      throw new IllegalArgumentException("samples: must be positive, but is " + samples);
    }
    if (!(temperature >= 0 && temperature <= 100)) {
      throw new IllegalArgumentException(
          "temperature: must be 0 (greedy) to 100, but is " + temperature);
    }
    if (temperature == 0 && samples > 1) {
      throw new IllegalArgumentException(
          "samples: must be 1 if temperature is 0, because all answers would be the same");
    }
    if (topK < 0) {
      throw new IllegalArgumentException("top-k: must be 0 (all) or more, but is " + topK);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p: must be in (0, 1], but is " + topP);
    }
    if (stop.contains("")) {
      throw new IllegalArgumentException("stop: an empty text would end every answer");
    }
  }
}

package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.Transformer;
import java.util.Optional;

/** Counts what the experts see in an optimizer step, and balances them without a loss (arXiv:2408.15664). */
final class ExpertBalance {
  private final CompiledDecoder decoder;
  private final Weights weights;
  private Optional<ExpertLoads> loads = Optional.empty();

  ExpertBalance(CompiledDecoder decoder, Weights weights) {
    this.decoder = decoder;
    this.weights = weights;
  }

  /** Forgets what was counted. */
  void clear() {
    loads = Optional.empty();
  }

  /**
   * Adds the tokens that each expert saw in a pass.
   *
   * @param tokens {@code (mixtures experts)}
   */
  void add(long[] tokens) {
    ExpertLoads more = ExpertLoads.of(tokens, decoder.transformer().mixtures().size());
    loads = loads.map(sum -> sum.plus(more)).or(() -> Optional.of(more));
  }

  /** What was counted since {@link #clear}; absent if no pass was added. */
  Optional<ExpertLoads> loads() {
    return loads;
  }

  /**
   * Moves the number that corrects the choice of an expert: up where it saw less than the mean of its layer, down where
   * it saw more. Does nothing under an adapter, where routers are frozen.
   *
   * @param rate how far, gamma
   */
  void balance(double rate) {
    if (weights.lora().isPresent()) {
      return;
    }
    ExpertLoads seen = loads.orElseThrow();
    int mixture = 0;
    int first = 1;
    Transformer transformer = decoder.transformer();
    for (Transformer.Layer layer : transformer.layers()) {
      first += layer.attention().parameters("", transformer.width()).size();
      if (layer.feedForward() instanceof Mixture experts) {
        int layerOfExperts = mixture++;
        int at = first;
        experts.correctionOffset().ifPresent(o -> {
          NDArray correction = weights.array(at + o);
          float[] values = seen.corrected(layerOfExperts, correction.toFloatArray(), rate);
          new Upload(decoder.script()).put(values, correction, 0);
        });
      }
      first += layer.feedForward().parameters("", transformer.width()).size();
    }
  }
}

package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.Transformer;
import java.util.Optional;

/**
 * Counts the tokens that each expert processes in an optimizer step, and balances the experts without a loss
 * (arXiv:2408.15664).
 */
final class ExpertBalance {
  private final CompiledDecoder decoder;
  private final Weights weights;
  private Optional<ExpertLoads> loads = Optional.empty();

  ExpertBalance(CompiledDecoder decoder, Weights weights) {
    this.decoder = decoder;
    this.weights = weights;
  }

  /** Resets the counts. */
  void clear() {
    loads = Optional.empty();
  }

  /**
   * Adds the number of tokens that each expert processed in a pass.
   *
   * @param tokens {@code (mixtures experts)}
   */
  void add(long[] tokens) {
    ExpertLoads more = ExpertLoads.of(tokens, decoder.transformer().mixtures().size());
    loads = loads.map(sum -> sum.plus(more)).or(() -> Optional.of(more));
  }

  /** Returns the counts since {@link #clear}; absent if no pass was added. */
  Optional<ExpertLoads> loads() {
    return loads;
  }

  /**
   * Changes the correction of each expert: up if the expert processed fewer tokens than the mean of its layer, down if
   * it processed more. With an adapter, this does nothing, because routers are frozen.
   *
   * @param rate size of the change, gamma
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

package io.gradus.core.policy;

import io.gradus.core.architecture.Architecture;
import io.gradus.core.architecture.KeptFloats;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.Transformer;

/**
 * Memory of a model that only scores, such as a teacher or a reward model.
 *
 * @param weights bytes of its weights; 0 if they are the policy's
 * @param pass bytes of a pass, which ends before the policy's passes begin
 * @param beside bytes that a divergence needs during the policy's update
 */
public record ScorerMemory(long weights, long pass, long beside) {
  /**
   * Returns the memory of a model.
   *
   * @param kept whether its weights are in memory in addition to the policy's
   * @param load sizes of a pass
   */
  public static ScorerMemory of(
      Architecture architecture,
      int vocabulary,
      boolean kept,
      ActivationMemory activations,
      MemoryPlan.Load load) {
    Transformer transformer = architecture.transformer();
    long weights =
        architecture.parameters(vocabulary).stream().mapToLong(Parameter::size).sum();
    double passing = 0;
    for (Transformer.Layer layer : transformer.layers()) {
      KeptFloats floats = layer
          .attention()
          .kept(transformer.width())
          .plus(layer.feedForward().kept(transformer.width()));
      passing = Math.max(
          passing,
          (floats.token() + floats.query() + floats.passing()) * load.tokens()
              + floats.key() * load.sequences() * (load.prompt() + load.completion()));
    }
    // A divergence needs chunks of logits: the logits of both models, their log-probs, and
    // temporary products. A scalar head has none.
    int outputs = transformer.outputs(vocabulary);
    double chunk = outputs == 1 ? 0 : 8.0 * activations.chunkTokens(outputs) * outputs;
    double states = outputs == 1 ? 0 : 3.0 * load.tokens() * transformer.width();
    return new ScorerMemory(
        kept ? weights * Float.BYTES : 0,
        (long) (MemoryPlan.ALLOWANCE * (passing + states + chunk) * Float.BYTES),
        (long) (MemoryPlan.ALLOWANCE * (chunk + states) * Float.BYTES));
  }
}

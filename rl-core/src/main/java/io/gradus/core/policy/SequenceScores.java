package io.gradus.core.policy;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Head;
import io.gradus.core.architecture.Mixture;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Scores of sequences by a model with a {@linkplain Head#SCALAR scalar head}: {@code r(x, y) = w . h}, where h is the
 * state after the final norm at the last token of prompt and completion. This is the score of transformers' sequence
 * classification with one label. A sequence with {@linkplain TokenSequence#scored scored tokens} has a score at each of
 * them, which is the score of the sequence that ends there.
 */
public final class SequenceScores {
  private final Policy policy;

  /**
   * Makes a scorer that uses this model, which the caller must keep open.
   *
   * @throws UserError if the model has no scalar head
   */
  public SequenceScores(Policy policy) {
    this.policy = policy;
    if (policy.architecture().transformer().head() != Head.SCALAR) {
      throw new UserError(
          "this model is a language model without a scalar head, so it cannot score a text. Train a reward model from it (policy.head: score, a stage of type reward-model)");
    }
  }

  /** Returns the scores of each sequence, one sequence after another, without a gradient. */
  public float[] of(List<TokenSequence> sequences) {
    try (Passes passes = new Passes(policy, policy.decoder().parts(wholly(sequences)), false)) {
      return passes.sequenceScores(settings());
    }
  }

  /**
   * Adds the gradient of a loss over some sequences to what {@link Policy#zeroGradients} cleared. As with {@link
   * Policy#gradient}, the sum does not depend on how sequences are divided over calls.
   *
   * @param share share of the step's tokens, which weights these sequences in a router's own losses
   * @param loss maps the scores to the loss's derivative with respect to them
   * @return the scores
   */
  public float[] gradient(
      List<TokenSequence> sequences, double share, Function<float[], float[]> loss) {
    PassSettings settings = settings().keepProbabilities(true);
    try (Passes passes = new Passes(policy, policy.decoder().parts(wholly(sequences)), true)) {
      float[] scores = passes.sequenceScores(settings);
      float[] gradient = loss.apply(scores);
      policy.decoder().transformer().mixtures().stream()
          .map(Mixture::losses)
          .findFirst()
          .ifPresent(router -> settings.routerLosses(router, share, passes.tokens()));
      passes.backward(settings, gradient);
      return scores;
    }
  }

  private PassSettings settings() {
    return new PassSettings(1, 1, policy.activations().checkpointing());
  }

  /**
   * Returns sequences whose passes read each last token, and that name the tokens with a score. A batch does not read
   * the last token of a completion, so one more token follows it.
   */
  public static List<TokenSequence> wholly(List<TokenSequence> sequences) {
    return sequences.stream().map(SequenceScores::wholly).toList();
  }

  private static TokenSequence wholly(TokenSequence sequence) {
    int length = sequence.completion().length;
    return new TokenSequence(sequence.prompt(), Arrays.copyOf(sequence.completion(), length + 1))
        .scoredAt(sequence.scored().length == 0 ? new int[] {length - 1} : sequence.scored());
  }
}

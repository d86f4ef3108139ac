package io.gradus.core.objective;

import io.gradus.core.Experience;
import io.gradus.core.Minibatch;
import io.gradus.core.PartFailure;
import java.util.Arrays;
import java.util.List;

/**
 * The loss of one optimizer step. What depends on the whole step, the weight of each token, is fixed at the start; after that
 * every sequence is evaluated for itself, so a split into micro-batches cannot change the gradient.
 */
public final class MinibatchLoss {
  private final Objective objective;
  private final List<Experience> experiences;
  private final double[] weights;
  private final double[] entropyWeights;

  MinibatchLoss(Objective objective, Minibatch minibatch, int generationBudget) {
    this.objective = objective;
    this.experiences = minibatch.experiences();
    int[] lengths = experiences.stream().mapToInt(Experience::length).toArray();
    this.weights = PartFailure.guard(
        "objective.reduction",
        objective.reduction(),
        () -> objective.reduction().weights(lengths, generationBudget));
    this.entropyWeights = new TokenMean().weights(lengths, generationBudget);
  }

  /** Whether {@link #evaluate} wants the log-probabilities of a reference. */
  public boolean needsReference() {
    return objective.reference().needed();
  }

  /** Whether the gradient by the entropies can be other than 0. */
  public boolean needsEntropyGradient() {
    return objective.entropyBonus() > 0;
  }

  /**
   * The share of one experience in the loss, and its gradient. Masked and empty ones have none.
   *
   * @param index in the minibatch
   * @param tokens what the models say of its completion's tokens, {@code (T)}
   * @throws NonFiniteLoss if the loss or its gradient is not a number or infinite: no optimizer step must follow
   */
  public SequenceLoss evaluate(int index, TokenLogProbs tokens) {
    Experience experience = experiences.get(index);
    if (tokens.length() != experience.completion().length()) {
      throw new IllegalArgumentException("tokens: %d log-probs for a completion of %d tokens"
          .formatted(tokens.length(), experience.completion().length()));
    }
    double[] advantages = new double[tokens.length()];
    Arrays.fill(advantages, experience.advantage());
    SequenceLoss loss = new SequenceLoss(tokens, advantages, weights[index], entropyWeights[index]);
    if (experience.length() > 0) {
      PartFailure.guard("objective.loss", objective.loss(), () -> {
        objective.loss().add(loss);
        return loss;
      });
      if (needsReference()) {
        PartFailure.guard("objective.reference", objective.reference(), () -> {
          objective.reference().add(loss);
          return loss;
        });
      }
      if (needsEntropyGradient()) {
        loss.addEntropyBonus(objective.entropyBonus());
      }
      NonFiniteLoss.check(objective.loss(), experience, tokens, loss);
    }
    return loss;
  }
}

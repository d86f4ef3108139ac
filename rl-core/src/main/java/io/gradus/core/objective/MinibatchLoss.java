package io.gradus.core.objective;

import io.gradus.core.Divergence;
import io.gradus.core.Experience;
import io.gradus.core.Minibatch;
import io.gradus.core.PartFailure;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The loss of one optimizer step. The weight of each token depends on the whole step, so all weights are fixed at the
 * start. Then each sequence is evaluated alone, so that a split into micro-batches cannot change the gradient.
 *
 * <p>Losses see only the learned tokens of a completion, without gaps. {@link #slopes} copies the slopes back to the
 * tokens' original positions, with zeros for all other tokens.
 */
public final class MinibatchLoss {
  private final List<Experience> experiences;
  private final List<Summand> summands;
  private final UpdatePlace place;
  private final LossTerm[] terms;
  private final double[][] weights;

  MinibatchLoss(
      Objective objective,
      Minibatch minibatch,
      int generationBudget,
      UpdatePlace place,
      CoefficientStates states) {
    this.place = place;
    experiences = minibatch.experiences();
    summands = objective.summands();
    terms = summands.stream().map(Summand::loss).toArray(LossTerm[]::new);
    weights = new double[summands.size()][];
    for (int s = 0; s < weights.length; s++) {
      Summand summand = summands.get(s);
      int[] lengths = experiences.stream()
          .mapToInt(e -> summand.of().contains(e.completion().origin()) ? e.length() : 0)
          .toArray();
      double coefficient = states.at(summand.key(), summand.coefficient(), place.step());
      double[] reduced = PartFailure.guard(
          "objective.reduction",
          summand.reduction(),
          () -> summand.reduction().weights(lengths, generationBudget));
      weights[s] = new double[reduced.length];
      for (int i = 0; i < reduced.length; i++) {
        weights[s][i] = lengths[i] > 0 ? coefficient * reduced[i] : 0;
      }
    }
  }

  /**
   * Returns whether an experience may have a slope. The slope is 0 if the weights are 0. It is also 0 if the advantages
   * are 0 and every term is {@linkplain LossTerm#silentWithoutAdvantage silent without an advantage}.
   *
   * @param index in the minibatch
   */
  public boolean maySlope(int index) {
    Experience experience = experiences.get(index);
    boolean advantage = experience.completion().learned().stream()
        .anyMatch(t -> experience.advantages()[t] * experience.weights()[t] != 0);
    for (int s = 0; s < weights.length; s++) {
      if (weights[s][index] > 0
          && (advantage || !summands.get(s).loss().silentWithoutAdvantage())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether any term gives an experience a weight. An experience without a weight does not count in the metrics
   * either.
   */
  public boolean counts(int index) {
    return Arrays.stream(weights).anyMatch(ofTerm -> ofTerm[index] > 0);
  }

  /** Returns whether the gradient by the entropies can be other than 0. */
  public boolean needsEntropyGradient() {
    return summands.stream().anyMatch(summand -> summand.loss().needsEntropyGradient());
  }

  /** Returns whether {@link #survey} must be called before the first gradient. */
  public boolean surveys() {
    return summands.stream().anyMatch(summand -> summand.loss().surveys());
  }

  /**
   * Shows all tokens of the optimizer step to the terms, so that each term can choose some of the tokens.
   *
   * @param tokens numbers of all tokens of a completion, by the completion's index in the minibatch
   */
  public void survey(IntFunction<TokenLogProbs> tokens) {
    List<SequenceLoss> all = IntStream.range(0, experiences.size())
        .mapToObj(i -> sequence(i, tokens.apply(i)))
        .toList();
    for (int s = 0; s < terms.length; s++) {
      double[] weighted = weights[s];
      List<SequenceLoss> own =
          all.stream().filter(sequence -> weighted[sequence.index()] > 0).toList();
      LossTerm term = summands.get(s).loss();
      terms[s] = PartFailure.guard(
          summands.get(s).key(), term, () -> term.surveyed(new Survey(place, own)));
    }
  }

  private SequenceLoss sequence(int index, TokenLogProbs tokens) {
    Experience experience = experiences.get(index);
    BitSet learned = experience.completion().learned();
    return new SequenceLoss(
        tokens.only(learned),
        TokenLogProbs.only(learned, experience.advantages()),
        TokenLogProbs.only(learned, experience.weights()),
        experience.completion().origin(),
        index);
  }

  /** Returns the distinct divergences from teachers that the summands read. */
  public List<Divergence> divergences() {
    return summands.stream()
        .flatMap(summand -> summand.loss().divergences().stream())
        .distinct()
        .toList();
  }

  /**
   * Computes the share of one experience in the loss, over its learned tokens. The share of a masked or empty
   * experience is 0.
   *
   * @param index in the minibatch
   * @param tokens numbers of all tokens of its completion, {@code (T)}
   * @throws NonFiniteLoss if the loss or its gradient is infinite or not a number, so that no optimizer step follows
   */
  public SequenceLoss evaluate(int index, TokenLogProbs tokens) {
    Experience experience = experiences.get(index);
    if (tokens.length() != experience.completion().length()) {
      throw new IllegalArgumentException("tokens: %d log-probs for a completion of %d tokens"
          .formatted(tokens.length(), experience.completion().length()));
    }
    SequenceLoss loss = sequence(index, tokens);
    for (int s = 0; s < weights.length; s++) {
      if (weights[s][index] > 0) {
        LossTerm term = terms[s];
        SequenceLoss weighted = loss.under(weights[s][index]);
        PartFailure.guard(summands.get(s).key(), summands.get(s).loss(), () -> {
          term.add(weighted);
          return weighted;
        });
        NonFiniteLoss.check(summands.get(s).loss(), experience, tokens, loss);
      }
    }
    return loss;
  }

  /**
   * Spreads slopes over all tokens of an experience.
   *
   * @param learned {@code (learned tokens)} slopes from a {@link SequenceLoss}
   * @return {@code (T)} slopes, 0 for tokens that are not learned
   */
  public float[] slopes(int index, double[] learned) {
    float[] slopes = new float[experiences.get(index).completion().length()];
    int[] places = experiences.get(index).completion().learned().stream().toArray();
    for (int k = 0; k < places.length; k++) {
      slopes[places[k]] = (float) learned[k];
    }
    return slopes;
  }
}

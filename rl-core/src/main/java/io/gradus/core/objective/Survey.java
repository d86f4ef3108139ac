package io.gradus.core.objective;

import io.gradus.core.CounterRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The numbers of all tokens that a term learns from in an optimizer step, before the step's first gradient. A loss that
 * chooses some of the tokens reads them here, so that a split into micro-batches cannot change its choice.
 *
 * @param place of the optimizer step, for random choices
 * @param sequences the completions of the term, in the order of the minibatch
 */
public record Survey(UpdatePlace place, List<SequenceLoss> sequences) {

  public Survey {
    sequences = List.copyOf(sequences);
  }

  /** A token of the optimizer step. */
  public record Token(SequenceLoss sequence, int t) {
    /** The token's advantage. */
    public double advantage() {
      return sequence.advantage(t);
    }

    /** The token's {@code log pi_theta}. */
    public double logProb() {
      return sequence.logProb(t);
    }
  }

  /** Tokens that a loss has chosen. */
  public static final class Chosen {
    private final Map<Integer, BitSet> places = new HashMap<>();

    /** Chooses exactly these tokens. */
    public Chosen(Collection<Token> tokens) {
      tokens.forEach(token -> places
          .computeIfAbsent(token.sequence().index(), index -> new BitSet())
          .set(token.t()));
    }

    /** Returns whether a token of a sequence of the same optimizer step is chosen. */
    public boolean contains(SequenceLoss sequence, int t) {
      BitSet chosen = places.get(sequence.index());
      return chosen != null && chosen.get(t);
    }
  }

  /** All tokens, in order. */
  public List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    for (SequenceLoss sequence : sequences) {
      for (int t = 0; t < sequence.length(); t++) {
        tokens.add(new Token(sequence, t));
      }
    }
    return tokens;
  }

  /**
   * The covariance of advantage and log-probability at a token: {@code (A - mean A) (log pi - mean log pi)}, with means
   * over all tokens (arXiv:2505.22617, equation 10).
   */
  public ToDoubleFunction<Token> covariance() {
    List<Token> tokens = tokens();
    double advantage = tokens.stream().mapToDouble(Token::advantage).average().orElse(0);
    double logProb = tokens.stream().mapToDouble(Token::logProb).average().orElse(0);
    return token -> (token.advantage() - advantage) * (token.logProb() - logProb);
  }

  /**
   * Draws some tokens, each with the same chance. The draw depends only on the place of the optimizer step and of each
   * token.
   *
   * @param purpose makes the draws of two losses differ
   */
  public Chosen drawn(long purpose, List<Token> from, int count) {
    return new Chosen(from.stream()
        .sorted(Comparator.comparingDouble(token -> CounterRandom.uniform(
            place.seed(),
            purpose,
            place.step(),
            place.update(),
            token.sequence().index(),
            token.t())))
        .limit(count)
        .toList());
  }

  /** Returns the number of tokens in a share of all tokens, rounded down; at least 1. */
  public int count(double share) {
    return Math.max(1, (int) (share * tokens().size()));
  }
}

package io.gradus.core.objective;

import io.gradus.core.Divergence;
import io.gradus.core.ScorerLogProbs;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Log-probabilities of the tokens of one completion under several policies. Except {@code policy} and {@code old},
 * arrays may be empty if nothing reads them.
 *
 * @param policy {@code (T)} log-probability of each token under the trained policy, {@code log pi_theta}; logits are
 *     divided by the sampling temperature
 * @param old {@code (T)} log-probability under the policy at the centre of the trust region, {@code log pi_old}
 * @param frozen {@code (T)} log-probability under each frozen scorer, by the scorer's name; an empty array if nothing
 *     reads it
 * @param entropies {@code (T)} entropy in nats of the policy's distribution at each token, or empty
 * @param divergences {@code (T)} divergence in nats from a teacher at each token, for each divergence that a loss reads
 */
public record TokenLogProbs(
    double[] policy,
    double[] old,
    Map<String, double[]> frozen,
    double[] entropies,
    Map<Divergence, double[]> divergences) {

  public TokenLogProbs {
    // In the given order, since sums over them go into the log.
    frozen = Collections.unmodifiableMap(new LinkedHashMap<>(frozen));
    divergences = Collections.unmodifiableMap(new LinkedHashMap<>(divergences));
    divergences.forEach((of, numbers) -> check(of.toString(), numbers.length, policy.length));
    check("old", old.length, policy.length);
    for (Map.Entry<String, double[]> scorer : frozen.entrySet()) {
      if (scorer.getValue().length > 0) {
        check(scorer.getKey(), scorer.getValue().length, policy.length);
      }
    }
    if (entropies.length > 0) {
      check("entropies", entropies.length, policy.length);
    }
  }

  /** Makes the numbers without teachers. */
  public TokenLogProbs(
      double[] policy, double[] old, Map<String, double[]> frozen, double[] entropies) {
    this(policy, old, frozen, entropies, Map.of());
  }

  /** Makes the numbers with one frozen scorer, the reference, whose array may be empty. */
  public TokenLogProbs(double[] policy, double[] old, double[] reference, double[] entropies) {
    this(policy, old, Map.of(ScorerLogProbs.REFERENCE, reference), entropies);
  }

  /** Makes the numbers from single precision, with one frozen scorer, the reference, whose array may be empty. */
  public static TokenLogProbs of(
      float[] policy, float[] old, float[] reference, float[] entropies) {
    return new TokenLogProbs(wide(policy), wide(old), wide(reference), wide(entropies));
  }

  /** {@code (T)} log-probabilities under the reference, {@code log pi_ref}, or empty. */
  public double[] reference() {
    return frozen.getOrDefault(ScorerLogProbs.REFERENCE, new double[0]);
  }

  /** Number of tokens, T. */
  public int length() {
    return policy.length;
  }

  /** Returns the numbers of some of the tokens, in order. */
  TokenLogProbs only(BitSet tokens) {
    if (tokens.cardinality() == length()) {
      return this;
    }
    Map<String, double[]> some = new LinkedHashMap<>();
    frozen.forEach((name, numbers) -> some.put(name, only(tokens, numbers)));
    Map<Divergence, double[]> fewer = new LinkedHashMap<>();
    divergences.forEach((of, numbers) -> fewer.put(of, only(tokens, numbers)));
    return new TokenLogProbs(
        only(tokens, policy), only(tokens, old), some, only(tokens, entropies), fewer);
  }

  static double[] only(BitSet tokens, double[] numbers) {
    return numbers.length == 0
        ? numbers
        : tokens.stream().mapToDouble(t -> numbers[t]).toArray();
  }

  private static void check(String name, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "%s: %d numbers for %d tokens".formatted(name, length, expected));
    }
  }

  /** Converts numbers to double precision. */
  public static double[] wide(float[] numbers) {
    double[] wide = new double[numbers.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = numbers[i];
    }
    return wide;
  }
}

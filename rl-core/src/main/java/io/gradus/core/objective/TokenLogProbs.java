package io.gradus.core.objective;

/**
 * What the models say of the tokens of one completion; all but the first two may be empty where nobody needs them.
 *
 * @param policy {@code (T)} log-probability of each token under the policy that is trained, {@code log pi_theta}, its logits
 *     divided by the sampling temperature
 * @param old {@code (T)} the same under the policy that is the centre of the trust region, {@code log pi_old}
 * @param reference {@code (T)} the same under the frozen reference, {@code log pi_ref}, or empty
 * @param entropies {@code (T)} entropy in nats of the policy's distribution at each token, or empty
 */
public record TokenLogProbs(double[] policy, double[] old, double[] reference, double[] entropies) {

  public TokenLogProbs {
    check("old", old.length, policy.length);
    if (reference.length > 0) {
      check("reference", reference.length, policy.length);
    }
    if (entropies.length > 0) {
      check("entropies", entropies.length, policy.length);
    }
  }

  /** From an engine's numbers. */
  public static TokenLogProbs of(
      float[] policy, float[] old, float[] reference, float[] entropies) {
    return new TokenLogProbs(wide(policy), wide(old), wide(reference), wide(entropies));
  }

  /** The number of tokens, T. */
  public int length() {
    return policy.length;
  }

  private static void check(String name, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "%s: %d numbers for %d tokens".formatted(name, length, expected));
    }
  }

  private static double[] wide(float[] numbers) {
    double[] wide = new double[numbers.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = numbers[i];
    }
    return wide;
  }
}

package io.gradus.core.objective;

import java.util.BitSet;

/** The tokens of a completion whose loss a bound changed, and their number. */
public final class ClipCounts {
  private final BitSet tokensLow = new BitSet();
  private final BitSet tokensHigh = new BitSet();
  private final BitSet tokensDual = new BitSet();
  private int low;
  private int high;
  private int dual;
  private int cappedKl;

  /**
   * Counts a token whose ratio fell below the trust region and whose loss the clip changed: in PPO, at a negative
   * advantage.
   */
  public void countLow(int token) {
    tokensLow.set(token);
    low++;
  }

  /**
   * Counts a token whose ratio rose above the trust region and whose loss the clip changed: in PPO, at a positive
   * advantage.
   */
  public void countHigh(int token) {
    tokensHigh.set(token);
    high++;
  }

  /** Counts a token whose loss at a negative advantage was capped by the dual clip. */
  public void countDual(int token) {
    tokensDual.set(token);
    dual++;
  }

  /** Counts a token whose divergence was capped, so that the KL term no longer limits the token. */
  public void countCappedKl() {
    cappedKl++;
  }

  public int low() {
    return low;
  }

  public int high() {
    return high;
  }

  public int dual() {
    return dual;
  }

  public int cappedKl() {
    return cappedKl;
  }

  /** Learned tokens whose ratio fell below the trust region, as in {@link #countLow}. */
  public BitSet tokensLow() {
    return tokensLow;
  }

  /** Learned tokens whose ratio rose above the trust region, as in {@link #countHigh}. */
  public BitSet tokensHigh() {
    return tokensHigh;
  }

  /** Learned tokens that the dual clip capped. */
  public BitSet tokensDual() {
    return tokensDual;
  }
}

package io.gradus.core.objective;

/** Number of tokens of a completion whose loss a bound changed. */
public final class ClipCounts {
  private int low;
  private int high;
  private int dual;
  private int cappedKl;

  /**
   * Counts a token whose ratio fell below the trust region and whose loss the clip changed: in PPO, at a negative
   * advantage.
   */
  public void countLow() {
    low++;
  }

  /**
   * Counts a token whose ratio rose above the trust region and whose loss the clip changed: in PPO, at a positive
   * advantage.
   */
  public void countHigh() {
    high++;
  }

  /** Counts a token whose loss at a negative advantage was capped by the dual clip. */
  public void countDual() {
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
}

package io.gradus.datasets;

import com.google.common.hash.Hashing;
import io.gradus.core.CounterRandom;
import io.gradus.datasets.draw.Draws;
import java.nio.charset.StandardCharsets;

/**
 * Side of a generated problem: train or test. The question decides the side, regardless of the order of its numbers, so
 * no problem is on both sides, whatever the seed. One problem in five is a test problem.
 */
public enum Split {
  TRAIN,
  TEST;

  /** Returns the side of a problem whose canonical form has this hash. */
  static Split of(long hash) {
    return Math.floorMod(hash, 5) == 0 ? TEST : TRAIN;
  }

  /**
   * Returns the side of a row of a file.
   *
   * @param question text that decides; rows with the same text are on the same side
   * @param testShare share of the texts on the test side
   */
  static Split ofText(String question, double testShare) {
    long hash = Hashing.sha256().hashString(question, StandardCharsets.UTF_8).asLong();
    return CounterRandom.uniform(Draws.FIXED, hash) < testShare ? TEST : TRAIN;
  }
}

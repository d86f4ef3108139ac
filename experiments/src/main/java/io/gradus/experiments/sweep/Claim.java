package io.gradus.experiments.sweep;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Optional;

/**
 * A claim about a measure. It compares one arm with another, paired by seed, or is about one arm alone.
 *
 * @param than bound that the difference, the ratio or the arm's own value must pass; by default 0 for a difference and
 *     1 for a ratio. {@code expect: higher, than: -0.02} means "at most 0.02 lower"
 */
public record Claim(
    @About("the claim in words") String claim,
    @About("what is measured of each run") Measure measure,
    @About("the arm that the claim is about") String arm,

    @About(
        "the arm that it is compared with, seed by seed; absent: the claim is about the arm's own value")
    Optional<String> against,

    @Default("difference") @About("how two arms are compared: difference or ratio")
    By by,

    @About("whether the difference, the ratio or the value is expected above or below 'than'")
    Expect expect,

    @About("the bound; absent: 0 for a difference, 1 for a ratio")
    Optional<Double> than) {

  /** How two arms are compared. */
  public enum By {
    /** Arm minus other arm, with the interval of the mean difference. */
    DIFFERENCE,
    /** Arm divided by other arm, with the interval of the geometric mean. */
    RATIO
  }

  /** Expected direction. */
  public enum Expect {
    HIGHER,
    LOWER
  }

  public Claim {
    if (against.isEmpty() && than.isEmpty()) {
      throw new IllegalArgumentException(
          "than: missing: an arm's own value needs a bound. Give it, or name the other arm (against)");
    }
    if (against.isEmpty() && by == By.RATIO) {
      throw new IllegalArgumentException(
          "by: a ratio needs another arm. Give against, or leave 'by' out");
    }
    if (against.isPresent() && against.get().equals(arm)) {
      throw new IllegalArgumentException("against: is the same arm. Name another arm");
    }
  }

  double bound() {
    return than.orElse(by == By.RATIO ? 1.0 : 0.0);
  }

  /** The expectation in words, such as {@code lower than 0.7 times}. */
  String expectation() {
    String direction = expect == Expect.HIGHER ? "above" : "below";
    return against.isEmpty()
        ? "%s %s".formatted(direction, bound())
        : by == By.RATIO
            ? "ratio %s %s".formatted(direction, bound())
            : "difference %s %s".formatted(direction, bound());
  }
}

package io.gradus.datasets.draw;

import io.gradus.core.Problem;
import io.gradus.core.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Counter-based rejection sampling, shared by the generators. */
public final class Draws {
  /** Seed of everything that does not depend on a run's seed: {@link io.gradus.core.Dataset#first} and splits. */
  public static final long FIXED = 0x6772616475730001L;

  /** After this number of rejected draws in a row, we conclude that the setting allows no problem. */
  private static final int PATIENCE = 100_000;

  private Draws() {}

  /**
   * Returns the first accepted draw.
   *
   * @param draw returns a problem for an attempt, or null to reject the attempt
   * @param remedy advice for the error message if no draw is accepted
   */
  public static <T> T accepted(LongFunction<@Nullable T> draw, String remedy) {
    for (long attempt = 0; attempt < PATIENCE; attempt++) {
      T drawn = draw.apply(attempt);
      if (drawn != null) {
        return drawn;
      }
    }
    throw new UserError(
        "%s (%,d draws gave no problem that these settings allow)".formatted(remedy, PATIENCE));
  }

  /**
   * Returns the first distinct draws, in the order drawn.
   *
   * @param identity key of a draw; draws with equal keys count as one
   * @throws UserError if there are fewer than {@code count}, or if drawing does not find enough
   */
  public static List<Problem> distinct(
      int count,
      OptionalLong size,
      LongFunction<Problem> draw,
      Function<Problem, ?> identity,
      String name) {
    Map<Object, Problem> found = new LinkedHashMap<>();
    int repeated = 0;
    for (long at = 0; found.size() < count; at++) {
      boolean allFound = size.isPresent() && found.size() == size.getAsLong();
      if (allFound || repeated > PATIENCE) {
        throw new UserError(
            "%s: asks for %,d problems, but these settings yield only %s%,d. Ask for fewer problems, or widen the settings"
                .formatted(name, count, allFound ? "" : "about ", found.size()));
      }
      Problem problem = draw.apply(at);
      repeated = found.putIfAbsent(identity.apply(problem), problem) == null ? 0 : repeated + 1;
    }
    return List.copyOf(found.values());
  }

  /** Checks that shares form a distribution; the error message begins with the first share's name. */
  public static void requireShares(Map<String, Double> shares) {
    shares.forEach((name, share) -> {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "%s: must be in [0, 1], but is %s".formatted(name, share));
      }
    });
    double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(sum - 1) > 1e-9) {
      String names = String.join(" + ", shares.keySet());
      throw new IllegalArgumentException("%s: %s must be 1, but %s is %s"
          .formatted(shares.keySet().iterator().next(), names, shares.values(), sum));
    }
  }
}

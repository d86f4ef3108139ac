package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.vocabulary.Units;
import io.gradus.rewards.math.vocabulary.Units.Measure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Compares two units. */
final class Measures {
  /**
   * Relation of a predicted unit to the gold unit.
   *
   * @param factor gold units in one predicted unit, or null if they do not agree
   */
  record Fit(@Nullable BigFraction factor) {}

  private Measures() {}

  static Fit fit(String gold, String prediction) {
    if (gold.equals(prediction)) {
      return new Fit(BigFraction.ONE);
    }
    Measure g = Units.of(gold);
    Measure p = Units.of(prediction);
    if (g.dimensions().equals(p.dimensions())) {
      return new Fit(p.factor().divide(g.factor()));
    }
    if (isYen(g)
        && isYen(p)
        && (g.dimensions().containsKey("¥") || p.dimensions().containsKey("¥"))) {
      return new Fit(BigFraction.ONE);
    }
    String unknown = unknown(gold, prediction);
    if (unknown != null) {
      return new Fit(null);
    }
    if (Units.isGeneric(gold) || Units.isGeneric(prediction)) {
      // "45 units^2" may be any area, but not an angle or a speed.
      boolean fits = new ArrayList<>(g.dimensions().values())
          .equals(new ArrayList<>(p.dimensions().values()));
      return new Fit(fits ? BigFraction.ONE : null);
    }
    // "12 ways" and "12 different ways": the counted things share a word and no unit converts.
    Set<String> common = new HashSet<>(g.dimensions().keySet());
    common.retainAll(p.dimensions().keySet());
    boolean counted = !common.isEmpty() && g.factor().equals(p.factor());
    Set<String> others = new HashSet<>(g.dimensions().keySet());
    others.addAll(p.dimensions().keySet());
    others.removeAll(common);
    // "5 m" does not equal "5 m/s"; "5 dollars" may mean "5 dollars per month".
    counted &=
        others.stream().noneMatch(Units::isMeasure) || common.stream().allMatch(Units::isMoney);
    // One description may add words to the other, but not both: "3 red cars" is not
    // "3 blue cars".
    boolean both = !g.dimensions().keySet().containsAll(p.dimensions().keySet())
        && !p.dimensions().keySet().containsAll(g.dimensions().keySet());
    counted &= !both || common.stream().allMatch(Units::isMoney);
    boolean unsaid = g.dimensions().isEmpty() || p.dimensions().isEmpty();
    boolean samePowers = common.stream()
        .allMatch(u -> Objects.equals(g.dimensions().get(u), p.dimensions().get(u)));
    return new Fit(unsaid || (counted && samePowers) ? BigFraction.ONE : null);
  }

  /** Returns whether the unit is the sign ¥, which may mean yen or yuan, or one of the two. */
  private static boolean isYen(Measure measure) {
    return measure.dimensions().size() == 1
        && Set.of("¥", "yen", "yuan").containsAll(measure.dimensions().keySet());
  }

  /**
   * Finds a word of the prediction that is neither in the gold answer nor in a closed list; null if there is none.
   *
   * @param gold the gold unit; empty if there is none
   */
  static @Nullable String unknown(String gold, String prediction) {
    String unknown = Units.unknown(prediction);
    if (unknown == null) {
      return null;
    }
    Set<String> said = Set.of(gold.toLowerCase(Locale.ROOT).split("[^a-z]+"));
    for (String word : prediction.toLowerCase(Locale.ROOT).split("[^\\p{L}']+")) {
      if (!word.isEmpty() && !said.contains(word) && Units.unknown(word) != null) {
        return word;
      }
    }
    return null;
  }
}

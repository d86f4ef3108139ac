package io.gradus.core.objective;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The states of a stage's coefficients, by the keys of their terms. They are saved in each checkpoint, so that a
 * resumed stage continues with the same factors.
 */
public final class CoefficientStates {
  private static final String PREFIX = "coefficient.";

  private final Map<String, double[]> states = new TreeMap<>();

  /** Returns the factor of a term at a step. */
  double at(String key, Coefficient coefficient, long step) {
    return coefficient.at(step, state(key, coefficient));
  }

  /**
   * Advances each coefficient that has a state.
   *
   * @return factors of these coefficients at the next step, by the key of their term
   */
  SortedMap<String, Double> follow(List<Summand> summands, long step, Measured measured) {
    SortedMap<String, Double> factors = new TreeMap<>();
    for (Summand summand : summands) {
      double[] state = state(summand.key(), summand.coefficient());
      if (state.length > 0) {
        states.put(summand.key(), summand.coefficient().next(state, measured));
        factors.put(summand.key(), at(summand.key(), summand.coefficient(), step + 1));
      }
    }
    return factors;
  }

  private double[] state(String key, Coefficient coefficient) {
    return states.getOrDefault(key, coefficient.start());
  }

  /** Returns all states as text. Each number can be restored to the last bit. */
  public Map<String, String> saved() {
    Map<String, String> saved = new TreeMap<>();
    states.forEach((key, state) -> saved.put(PREFIX + key, text(state)));
    return saved;
  }

  /** Restores the states from the text of {@link #saved}; unrelated entries are ignored. */
  public void load(Map<String, String> saved) {
    states.clear();
    saved.forEach((key, text) -> {
      if (key.startsWith(PREFIX)) {
        states.put(key.substring(PREFIX.length()), numbers(text));
      }
    });
  }

  /** Numbers as text. */
  public static String text(double[] state) {
    return Arrays.stream(state).mapToObj(Double::toString).collect(Collectors.joining(" "));
  }

  /** Restores the numbers of {@link #text}, to the last bit. */
  public static double[] numbers(String text) {
    return Arrays.stream(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }
}

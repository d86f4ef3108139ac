package io.gradus.core.curriculum;

import io.gradus.core.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a predictor sees of a problem: its length, the sizes of its numbers, its words, and its attributes. Words and
 * attributes share a fixed number of places by their hash.
 *
 * @param places of the values that are not 0, ascending
 * @param values one for each place
 */
record Features(int[] places, double[] values) {
  private static final int HASHED = 256;
  private static final Pattern WORD = Pattern.compile("\\p{L}+|\\d+|[^\\p{L}\\d\\s]");
  /** Characters of a question that are read, because a predictor must be quick. */
  private static final int LONGEST = 4000;
  /** Largest number of characters of an attribute. A longer attribute is not a category but data, such as tests. */
  private static final int LONGEST_CATEGORY = 40;

  private static final double CHARACTERS = 8;
  private static final double DIGITS = 4;
  private static final double NUMBERS = 4;

  /** Number of places. */
  static final int COUNT = 4 + HASHED;

  static Features of(Problem problem) {
    String question =
        problem.question().substring(0, Math.min(LONGEST, problem.question().length()));
    TreeMap<Integer, Double> sparse = new TreeMap<>();
    sparse.put(0, 1.0);
    sparse.put(1, Math.log1p(problem.question().length()) / CHARACTERS);
    Matcher words = WORD.matcher(question.toLowerCase(Locale.ROOT));
    TreeMap<Integer, Double> hashed = new TreeMap<>();
    int digits = 0;
    int numbers = 0;
    while (words.find()) {
      String word = words.group();
      if (Character.isDigit(word.charAt(0))) {
        digits = Math.max(digits, word.length());
        numbers++;
        word = "#" + Math.min(word.length(), 9);
      }
      hashed.merge(place(word), 1.0, Double::sum);
    }
    sparse.put(2, digits / DIGITS);
    sparse.put(3, Math.log1p(numbers) / NUMBERS);
    for (Map.Entry<String, String> attribute : problem.attributes().entrySet()) {
      if (attribute.getValue().length() <= LONGEST_CATEGORY) {
        hashed.merge(place(attribute.getKey() + "=" + attribute.getValue()), 1.0, Double::sum);
      }
    }
    double norm = Math.sqrt(hashed.values().stream().mapToDouble(v -> v * v).sum());
    hashed.forEach((place, value) -> sparse.put(place, value / norm));
    return new Features(
        sparse.keySet().stream().mapToInt(place -> place).toArray(),
        sparse.values().stream().mapToDouble(value -> value).toArray());
  }

  private static int place(String word) {
    return COUNT - HASHED + Math.floorMod(word.hashCode() * 0x9E3779B1, HASHED);
  }

  /** Returns the sum of each value times the weight at its place. */
  double dot(double[] weights) {
    double sum = 0;
    for (int i = 0; i < places.length; i++) {
      sum += weights[places[i]] * values[i];
    }
    return sum;
  }

  /** Sum of the absolute values. */
  double size() {
    return Arrays.stream(values).map(Math::abs).sum();
  }
}

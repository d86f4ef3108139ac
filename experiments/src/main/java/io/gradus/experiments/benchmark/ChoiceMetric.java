package io.gradus.experiments.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Scores of a multiple-choice question, as lm-evaluation-harness computes them. */
public enum ChoiceMetric {
  /** Whether the likeliest choice is right. */
  ACC {
    @Override
    double of(List<Double> logs, List<String> choices, boolean[] right) {
      return right[best(logs, choices, choice -> 1)] ? 1 : 0;
    }
  },
  /** The same, with each log-likelihood divided by the number of characters of the choice. */
  ACC_NORM {
    @Override
    double of(List<Double> logs, List<String> choices, boolean[] right) {
      return right[best(logs, choices, ChoiceMetric::characters)] ? 1 : 0;
    }
  },
  /** The same, with each log-likelihood divided by the number of UTF-8 bytes of the choice. */
  ACC_BYTES {
    @Override
    double of(List<Double> logs, List<String> choices, boolean[] right) {
      ToDoubleFunction<String> bytes = choice -> choice.getBytes(StandardCharsets.UTF_8).length;
      return right[best(logs, choices, bytes)] ? 1 : 0;
    }
  },
  /** Probability of the right choices, divided by the probability of all choices. */
  MASS {
    @Override
    double of(List<Double> logs, List<String> choices, boolean[] right) {
      double largest = logs.stream().mapToDouble(x -> x).max().orElseThrow();
      double[] shares = logs.stream().mapToDouble(x -> Math.exp(x - largest)).toArray();
      double all = Arrays.stream(shares).sum();
      return IntStream.range(0, shares.length)
          .filter(i -> right[i])
          .mapToDouble(i -> shares[i] / all)
          .sum();
    }
  };

  /**
   * Scores a question.
   *
   * @param logs {@code (K)} log-likelihood of each choice
   * @param right {@code (K)} which choices are right
   */
  abstract double of(List<Double> logs, List<String> choices, boolean[] right);

  /** Name in results. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Number of characters (Unicode code points) of a choice. */
  static double characters(String choice) {
    return choice.codePointCount(0, choice.length());
  }

  /** Index of the largest quotient; the first one if several are equal. */
  static int best(List<Double> logs, List<String> choices, ToDoubleFunction<String> length) {
    int best = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < choices.size(); i++) {
      double quotient = logs.get(i) / length.applyAsDouble(choices.get(i));
      if (quotient > largest) {
        largest = quotient;
        best = i;
      }
    }
    return best;
  }
}

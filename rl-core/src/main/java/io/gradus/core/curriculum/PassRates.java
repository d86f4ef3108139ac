package io.gradus.core.curriculum;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Right and wrong completions of each problem so far. Older outcomes count less, because the policy moves: the update
 * of MoPPS, arXiv:2507.04632, without its prior of 1.
 */
final class PassRates {
  private final double memory;
  private final Map<String, double[]> counts = new TreeMap<>();

  /** @param memory weight of what was known when a new outcome arrives, in [0, 1]; 1 forgets nothing */
  PassRates(double memory) {
    this.memory = memory;
  }

  /** Checks a recipe's key of this name. */
  static void requireMemory(double memory) {
    if (!(memory >= 0 && memory <= 1)) {
      throw new IllegalArgumentException("memory: must be in [0, 1], but is " + memory);
    }
  }

  double right(String id) {
    return counts.getOrDefault(id, new double[2])[0];
  }

  double wrong(String id) {
    return counts.getOrDefault(id, new double[2])[1];
  }

  void add(List<Outcome> outcomes) {
    for (Outcome outcome : outcomes) {
      String id = outcome.problem().id();
      counts.put(id, new double[] {
        memory * right(id) + outcome.right(),
        memory * wrong(id) + outcome.judged() - outcome.right()
      });
    }
  }

  /** Number of problems that were ever asked. */
  int seen() {
    return counts.size();
  }

  Map<String, double[]> state() {
    return counts;
  }

  void load(Map<String, double[]> state) {
    counts.clear();
    counts.putAll(state);
  }
}

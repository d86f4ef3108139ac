package io.gradus.core.curriculum;

import java.util.Arrays;
import java.util.List;

/**
 * Predicts a problem's pass rate from its {@linkplain Features features}: logistic regression that learns step by step.
 * Each weight has a normal distribution; the outcomes of a step update its mean and precision (Chapelle and Li, NIPS
 * 2011, algorithm 3). The loss is the cross-entropy of the pass rate, once for each completion.
 */
final class RatePredictor {
  /** Precision of a weight about which nothing is known. */
  private static final double PRIOR = 0.5;
  /** Share of the precision that a step keeps, because the policy moves. */
  private static final double MEMORY = 0.95;

  private static final int ITERATIONS = 30;

  private final double[] means = new double[Features.COUNT];
  private final double[] precisions = new double[Features.COUNT];
  private double right;
  private double wrong;

  RatePredictor() {
    Arrays.fill(precisions, PRIOR);
  }

  /** Whether it has seen both right and wrong completions. Before that, it can tell no problem from another. */
  boolean ready() {
    return right > 0 && wrong > 0;
  }

  /** Predicted pass rate, in (0, 1). */
  double rate(Features features) {
    return sigmoid(features.dot(means));
  }

  /**
   * Learns from the outcomes of a step.
   *
   * @param features of each outcome's problem
   */
  void learn(List<Outcome> outcomes, List<Features> features) {
    for (int i = 0; i < precisions.length; i++) {
      precisions[i] = Math.max(PRIOR, MEMORY * precisions[i]);
    }
    // The slope of a logistic loss changes by at most 1/4, so these bounds of the curvature never
    // let a step overshoot.
    double[] bounds = precisions.clone();
    for (int o = 0; o < outcomes.size(); o++) {
      Features f = features.get(o);
      for (int i = 0; i < f.places().length; i++) {
        bounds[f.places()[i]] += outcomes.get(o).judged() * Math.abs(f.values()[i]) * f.size() / 4;
      }
    }
    double[] prior = means.clone();
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double[] slopes = new double[means.length];
      for (int i = 0; i < slopes.length; i++) {
        slopes[i] = precisions[i] * (means[i] - prior[i]);
      }
      for (int o = 0; o < outcomes.size(); o++) {
        Outcome outcome = outcomes.get(o);
        Features f = features.get(o);
        double error = outcome.judged() * rate(f) - outcome.right();
        for (int i = 0; i < f.places().length; i++) {
          slopes[f.places()[i]] += error * f.values()[i];
        }
      }
      for (int i = 0; i < slopes.length; i++) {
        means[i] -= slopes[i] / bounds[i];
      }
    }
    for (int o = 0; o < outcomes.size(); o++) {
      Outcome outcome = outcomes.get(o);
      Features f = features.get(o);
      double p = rate(f);
      for (int i = 0; i < f.places().length; i++) {
        precisions[f.places()[i]] += outcome.judged() * f.values()[i] * f.values()[i] * p * (1 - p);
      }
      right += outcome.right();
      wrong += outcome.judged() - outcome.right();
    }
  }

  /** Means, precisions, and the two counts, in one array. */
  double[] state() {
    double[] state = Arrays.copyOf(means, 2 * means.length + 2);
    System.arraycopy(precisions, 0, state, means.length, means.length);
    state[2 * means.length] = right;
    state[2 * means.length + 1] = wrong;
    return state;
  }

  void load(double[] state) {
    System.arraycopy(state, 0, means, 0, means.length);
    System.arraycopy(state, means.length, precisions, 0, means.length);
    right = state[2 * means.length];
    wrong = state[2 * means.length + 1];
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}

package io.gradus.experiments.rewardmodel;

import io.gradus.core.component.Labelled;

/** The score of a completion, from the probabilities of its steps. */
public enum WholeScore implements Labelled {
  /** The smallest: a chain is as good as its worst step (arXiv:2312.08935). */
  MIN("min") {
    @Override
    double with(double before, double step, int count) {
      return Math.min(before, step);
    }
  },
  /** The product: the probability that all steps are right, if they are independent (arXiv:2305.20050). */
  PRODUCT("product") {
    @Override
    double with(double before, double step, int count) {
      return before * step;
    }
  },
  /** The mean. */
  MEAN("mean") {
    @Override
    double with(double before, double step, int count) {
      return before + (step - before) / count;
    }
  },
  /** The last step's, which gives the answer. */
  LAST("last") {
    @Override
    double with(double before, double step, int count) {
      return step;
    }
  };

  private final String label;

  WholeScore(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** Returns the score of a completion. */
  double of(double[] steps) {
    double score = steps[0];
    for (int j = 1; j < steps.length; j++) {
      score = with(score, steps[j], j + 1);
    }
    return score;
  }

  /**
   * Returns the score of some steps and one more.
   *
   * @param before score of the steps before
   * @param count number of steps, the last one included
   */
  abstract double with(double before, double step, int count);
}

package io.gradus.core.curriculum;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Outcome prediction: predicts each candidate's pass rate p from its features and its own outcomes so far. It asks the
 * problems with the largest {@code p (1 - p) + curiosity * deviation}, because a group of equal rewards teaches
 * nothing. A share of the problems is drawn at random, so that the predictor also sees what it would not choose.
 *
 * @param curiosity weight of the prediction's standard deviation
 * @param exploration share of random problems; they also measure how many rollouts the choice saves
 * @param confidence number of completions that a prediction from features counts as, when it is joined with the
 *     problem's own outcomes
 */
@About(
    "predicts each problem's pass rate, and asks problems whose completions will probably differ")
public record PredictedRate(
    @Default("0.1") @About("weight of a prediction's uncertainty")
    double curiosity,

    @Default("0.1") @About("share of problems that are drawn at random")
    double exploration,

    @Default("4.0")
    @About("a prediction counts as much as this many completions of the problem itself")
    double confidence,

    @Default("0.9") @About("weight of earlier outcomes when a new one arrives")
    double memory)
    implements Curriculum {

  /** Without random problems, the predictor never learns that a problem has become easy or possible. */
  private static final double LEAST_EXPLORATION = 0.05;

  public PredictedRate {
    if (!(curiosity >= 0 && Double.isFinite(curiosity))) {
      throw new IllegalArgumentException("curiosity: must be 0 or more, but is " + curiosity);
    }
    if (!(exploration >= LEAST_EXPLORATION && exploration <= 1)) {
      throw new IllegalArgumentException(
          "exploration: must be in [%s, 1], because the predictor must keep seeing all kinds of problems, but is %s"
              .formatted(LEAST_EXPLORATION, exploration));
    }
    if (!(confidence > 0 && Double.isFinite(confidence))) {
      throw new IllegalArgumentException("confidence: must be positive, but is " + confidence);
    }
    PassRates.requireMemory(memory);
  }

  @Override
  public ProblemChoice over(Dataset dataset, long seed, int stride) {
    return new PredictedChoice(this, dataset, seed, stride);
  }

  /** Expected pass rate, and its standard deviation. */
  record Prediction(double rate, double deviation) {}

  /** Joins a prediction from features with a problem's own outcomes: the mean of a Beta distribution. */
  Prediction predict(double fromFeatures, Problem problem, PassRates rates) {
    double a = confidence * fromFeatures + rates.right(problem.id());
    double b = confidence * (1 - fromFeatures) + rates.wrong(problem.id());
    double sum = a + b;
    return new Prediction(a / sum, Math.sqrt(a * b / (sum * sum * (sum + 1))));
  }

  /** What asking a problem promises. */
  double score(Prediction prediction) {
    return prediction.rate() * (1 - prediction.rate()) + curiosity * prediction.deviation();
  }
}

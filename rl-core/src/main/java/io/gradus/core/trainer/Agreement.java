package io.gradus.core.trainer;

import io.gradus.core.Experience;
import io.gradus.core.RunFailure;

/**
 * Whether the sampler and the trainer say the same of a token: on the same weights they must, or every ratio of the loss is
 * wrong (arXiv:2510.26788 measures what that does).
 *
 * @param tolerance the greatest difference of log-probs allowed
 */
record Agreement(double tolerance) {

  /**
   * The greatest difference in a completion.
   *
   * @throws RunFailure if it exceeds the tolerance; the weights have not been touched
   */
  double check(long step, Experience experience, float[] trainer) {
    float[] sampler = experience.completion().samplingLogProbs();
    double max = 0;
    int where = 0;
    // One that is no number stays the greatest: no later one may take its place.
    for (int t = 0; t < trainer.length && !Double.isNaN(max); t++) {
      double difference = Math.abs((double) trainer[t] - sampler[t]);
      if (!(difference <= max)) {
        max = difference;
        where = t;
      }
    }
    if (!(max <= tolerance)) {
      throw new RunFailure(
          ("step %d: sampler and trainer disagree on token %d of completion %d of problem '%s': log-prob %s when it was sampled, %s when"
                  + " it was scored, a difference of %.3g, and the tolerance is %.3g. The weights were not touched. A difference this large"
                  + " means that the two do not compute the same function; do not raise the tolerance, report it")
              .formatted(
                  step,
                  where,
                  experience.index(),
                  experience.group().problem().id(),
                  sampler[where],
                  trainer[where],
                  max,
                  tolerance));
    }
    return max;
  }
}

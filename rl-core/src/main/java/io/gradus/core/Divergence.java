package io.gradus.core;

import java.util.Map;

/**
 * A divergence of teacher and policy over the whole vocabulary, for each token. It is the generalised Jensen-Shannon
 * divergence of GKD, arXiv:2306.13649. With {@code m = beta * teacher + (1 - beta) * policy} it is {@code beta *
 * KL(teacher || m) + (1 - beta) * KL(policy || m)}. That formula is 0 for a beta of 0 or 1. For these values, the
 * divergence is a KL divergence instead, as in TRL.
 *
 * @param teacher name of the teacher
 * @param beta 0: forward KL, {@code KL(teacher || policy)}; 1: reverse KL, {@code KL(policy || teacher)}; between:
 *     Jensen-Shannon
 * @param temperature divides the logits of both; the divergence is not multiplied by its square
 */
public record Divergence(String teacher, double beta, double temperature) {
  public Divergence {
    if (!(beta >= 0 && beta <= 1)) {
      throw new IllegalArgumentException(
          "beta: must be in [0, 1], but is %s: 0 is KL(teacher || policy), 1 is KL(policy || teacher)"
              .formatted(beta));
    }
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("temperature: must be above 0, but is " + temperature);
    }
  }

  /** Refuses weights that have no effect or push away from a teacher. */
  public static void checkWeights(Map<String, Double> teachers) {
    if (teachers.isEmpty()) {
      throw new IllegalArgumentException("teachers: must name at least one: {teacher: 1.0}");
    }
    teachers.forEach((name, weight) -> {
      if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "teachers.%s: a weight must be above 0, but is %s. Leave the teacher out instead"
                .formatted(name, weight));
      }
    });
  }
}

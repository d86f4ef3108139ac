package io.gradus.core.objective.loss;

import io.gradus.core.Divergence;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * On-policy distillation on sampled tokens as a separate loss, {@code -w A log pi_theta} (TRL 1.16, experimental SDPO
 * trainer). Here {@code A = sum_k w_k (log pi_teacher_k - log pi_theta)} is computed with the current policy, and
 * {@code w = min(r, cap)}. Both are detached. Combined with another loss, this loss lets the policy learn from both a
 * teacher and rewards. The advantage {@code distillation} takes {@code log pi} from the sampler instead; on fresh
 * samples both have the same gradient.
 *
 * @param teachers weight of each teacher, by name
 * @param cap upper bound of a token's weight, which is the ratio of current policy to sampler; absent: each token has
 *     weight 1
 */
@About(
    "on-policy distillation on sampled tokens, as a separate loss: each pass recomputes the log-ratio to the teacher (TRL)")
public record SampledReverseKl(
    @Default("{teacher: 1.0}") @About("weight of each of the recipe's teachers, by its name")
    Map<String, Double> teachers,

    @About(
        "upper bound of a token's weight, which is the ratio of current policy to sampler; absent: weight 1")
    Optional<Double> cap)
    implements PolicyLoss {

  public SampledReverseKl {
    Divergence.checkWeights(teachers);
    if (cap.isPresent() && !(cap.get() > 0 && cap.get() < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("cap: must be above 0, but is " + cap.get());
    }
    teachers = Map.copyOf(teachers);
  }

  @Override
  public Set<String> scorers() {
    return teachers.keySet();
  }

  @Override
  public void add(SequenceLoss s) {
    String[] names = teachers.keySet().stream().sorted().toArray(String[]::new);
    for (int t = 0; t < s.length(); t++) {
      double advantage = 0;
      for (String name : names) {
        advantage += teachers.getOrDefault(name, 0.0) * (s.frozen(name, t) - s.logProb(t));
      }
      double weight = cap.isPresent() ? Math.min(s.ratio(t), cap.get()) : 1;
      s.addPolicyLoss(t, -weight * advantage * s.logProb(t), -weight * advantage);
    }
  }
}

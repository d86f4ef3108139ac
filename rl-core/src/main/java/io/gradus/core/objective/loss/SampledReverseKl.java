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
 * On-policy distillation on sampled tokens as a loss of its own: {@code -w A log pi_theta} with {@code A = sum_k w_k (log pi_teacher_k -
 * log pi_theta)} under the present policy and {@code w = min(r, cap)}, both without a gradient (TRL 1.16, experimental SDPO trainer).
 * Beside another loss it adds a teacher to rewards. The advantage {@code distillation} takes {@code log pi} from the sampler instead; on
 * fresh samples both have the same gradient.
 *
 * @param teachers weights by name of a teacher
 * @param cap largest ratio of the present policy and the sampler by which a token counts; absent: each counts 1
 */
@About(
    "on-policy distillation on sampled tokens, as a loss beside others: the log-ratio to the teacher is recomputed at each pass (TRL)")
public record SampledReverseKl(
    @Default("{teacher: 1.0}") @About("weight of each of the recipe's teachers, by its name")
    Map<String, Double> teachers,

    @About("weighs a token by its ratio, at most this; absent: no weight")
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

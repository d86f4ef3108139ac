package io.gradus.core.objective.loss;

import io.gradus.core.Divergence;
import io.gradus.core.Origin;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Distillation over the whole vocabulary: GKD, arXiv:2306.13649. The loss of a token is {@code sum_k w_k D(teacher_k,
 * policy)}, with the {@link Divergence} of {@code beta}. The gathering decides which completions the policy learns
 * from. The loss ignores their advantage, and no gradient flows through the sampling.
 *
 * @param teachers weight of each teacher, by name
 * @param beta as in {@link Divergence}
 * @param temperature as in {@link Divergence}; independent of the sampling temperature
 */
@About(
    "distillation over the whole vocabulary: forward KL, reverse KL or Jensen-Shannon (GKD, arXiv:2306.13649)")
public record TeacherDivergence(
    @Default("{teacher: 1.0}") @About("weight of each of the recipe's teachers, by its name")
    Map<String, Double> teachers,

    @Default("0.5")
    @About(
        "0: forward KL, KL(teacher || policy); 1: reverse KL, KL(policy || teacher); between: Jensen-Shannon")
    double beta,

    @Default("1.0") @About("divides the logits of teacher and policy")
    double temperature)
    implements PolicyLoss {

  public TeacherDivergence {
    Divergence.checkWeights(teachers);
    var unused = new Divergence("", beta, temperature);
    teachers = Map.copyOf(teachers);
  }

  @Override
  public Set<Origin> origins() {
    return Set.of(Origin.values());
  }

  @Override
  public List<Divergence> divergences() {
    // Sorted by name, because the last bits of a sum depend on the order.
    return teachers.keySet().stream()
        .sorted()
        .map(name -> new Divergence(name, beta, temperature))
        .toList();
  }

  @Override
  public void add(SequenceLoss s) {
    for (Divergence divergence : divergences()) {
      double weight = teachers.getOrDefault(divergence.teacher(), 0.0);
      for (int t = 0; t < s.length(); t++) {
        s.addDivergence(divergence, t, weight);
      }
    }
  }
}

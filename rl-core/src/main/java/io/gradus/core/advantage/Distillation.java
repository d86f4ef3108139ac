package io.gradus.core.advantage;

import io.gradus.core.Completion;
import io.gradus.core.Divergence;
import io.gradus.core.Reward;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * On-policy distillation on sampled tokens (arXiv:2306.13649; Thinking Machines, "On-Policy Distillation", 2025):
 * {@code A_t = sum_k w_k (log pi_teacher_k - log pi_old)}, a number without a gradient. The mean of this advantage over
 * samples of the policy is minus the reverse KL divergence. A completion without behaviour log-probabilities, such as
 * an expert's, gets 0 from the teachers.
 *
 * <p>As in Trinity-RFT, {@code log pi_old} is the sampler's, so the advantage stays the same over all passes of a step.
 */
@About(
    "on-policy distillation: the teacher's log-prob minus the sampler's, for each token (arXiv:2306.13649)")
public record Distillation(
    @Default("{teacher: 1.0}") @About("weight of each of the recipe's teachers, by its name")
    Map<String, Double> teachers,

    @About(
        "advantage that is computed from the rewards and added; absent: rewards are only reported")
    Optional<Advantage> advantage)
    implements Advantage {

  public Distillation {
    Divergence.checkWeights(teachers);
    if (advantage.isPresent() && advantage.get() instanceof Distillation) {
      throw new IllegalArgumentException(
          "advantage: distillation is nested in itself. List all teachers under one 'teachers'");
    }
    teachers = Map.copyOf(teachers);
  }

  @Override
  public Set<String> scorers() {
    Set<String> names = new TreeSet<>(teachers.keySet());
    advantage.ifPresent(a -> names.addAll(a.scorers()));
    return names;
  }

  @Override
  public boolean readsTokenRewards() {
    return advantage.map(Advantage::readsTokenRewards).orElse(false);
  }

  @Override
  public int leastGroup() {
    return advantage.map(Advantage::leastGroup).orElse(1);
  }

  @Override
  public boolean readsBaseline() {
    return advantage.map(Advantage::readsBaseline).orElse(false);
  }

  @Override
  public Advantage reading(Reward reward) {
    return new Distillation(teachers, advantage.map(a -> a.reading(reward)));
  }

  @Override
  public Advantage chargingKl(double factor) {
    return new Distillation(teachers, advantage.map(a -> a.chargingKl(factor)));
  }

  @Override
  public List<double[][]> of(List<ScoredGroup> step, ScorerLogProbs frozen) {
    Optional<List<double[][]>> rewarded = advantage.map(a -> a.of(step, frozen));
    List<double[][]> all = new ArrayList<>();
    for (int g = 0; g < step.size(); g++) {
      ScoredGroup group = step.get(g);
      double[][] rows = new double[group.group().size()][];
      for (int i = 0; i < rows.length; i++) {
        Completion completion = group.group().completions().get(i);
        rows[i] = rewarded.isPresent()
            ? rewarded.get().get(g)[i].clone()
            : new double[completion.length()];
        if (group.learns(i) && completion.behaviour().isPresent()) {
          add(completion, completion.behaviour().get(), frozen, rows[i]);
        }
      }
      all.add(rows);
    }
    return all;
  }

  private void add(Completion completion, float[] old, ScorerLogProbs frozen, double[] row) {
    // In the order of the names, since the last bits of the sum depend on it.
    teachers.keySet().stream().sorted().forEach(name -> {
      float[] teacher = frozen.of(name, completion);
      double weight = teachers.getOrDefault(name, 0.0);
      completion.learned().stream().forEach(t -> row[t] += weight * ((double) teacher[t] - old[t]));
    });
  }
}

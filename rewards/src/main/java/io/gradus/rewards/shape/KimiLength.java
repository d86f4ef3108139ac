package io.gradus.rewards.shape;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A reward plus the length reward of Kimi k1.5 (arXiv:2501.12599, section 2.3.3). Within a group, {@code lambda = 0.5 -
 * (n - min) / (max - min)}; a right answer gets lambda, every other completion gets min(0, lambda). The length reward
 * is 0 if all completions are equally long, or if a completion is judged alone.
 *
 * @param reward reward that judges the answer; its verdict does not change
 */
@About("a reward plus Kimi k1.5's length reward, relative to the group's shortest and longest")
public record KimiLength(
    @About("reward that judges the answer") Reward reward,
    @Default("1.0") @About("weight of the length reward") double weight)
    implements Reward {

  public KimiLength {
    if (!(weight > 0) || !Double.isFinite(weight)) {
      throw new IllegalArgumentException("weight: must be positive, but is " + weight);
    }
  }

  @Override
  public Reward withParts(UnaryOperator<Reward> change) {
    return new KimiLength(change.apply(reward), weight);
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    return shaped(reward.score(problem, completion), completion, 0);
  }

  @Override
  public List<Score> scoreGroup(Group group) {
    List<Score> judged = reward.scoreGroup(group);
    IntSummaryStatistics lengths = group.completions().stream()
        .filter(completion -> !Lengths.unknown(completion))
        .mapToInt(Completion::length)
        .summaryStatistics();
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      Completion completion = group.completions().get(i);
      double range = (double) lengths.getMax() - lengths.getMin();
      double lambda = range > 0 ? 0.5 - (completion.length() - lengths.getMin()) / range : 0;
      scores.add(shaped(judged.get(i), completion, lambda));
    }
    return scores;
  }

  private Score shaped(Score judged, Completion completion, double lambda) {
    if (judged.verdict() == Verdict.VERIFIER_ERROR) {
      return judged;
    }
    if (judged.verdict() == Verdict.UNJUDGED) {
      return Score.verifierError("kimi-length: its reward must judge answers as right or wrong");
    }
    if (Lengths.unknown(completion)) {
      return Lengths.noTokens();
    }
    double length = judged.correct() ? lambda : Math.min(0, lambda);
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("reward", judged.value());
    terms.put("length", length);
    judged.terms().forEach((name, value) -> terms.put("reward." + name, value));
    return new Score(
        judged.value() + weight * length,
        judged.verdict(),
        judged.extracted(),
        judged.why(),
        terms);
  }
}

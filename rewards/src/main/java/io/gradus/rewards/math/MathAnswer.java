package io.gradus.rewards.math;

import io.gradus.core.Completion;
import io.gradus.core.FinalAnswerReward;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.rewards.math.policy.MathPolicy;
import java.util.Objects;

/**
 * Reward {@code math-answer}: 1 if the final answer equals the gold answer, otherwise 0. {@link MathPolicy} defines
 * equality.
 *
 * @param leniency the {@link MathPolicy} to start from: strict or lenient
 * @param decimals correct decimals that a decimal answer needs if the gold answer is exact
 * @param units whether a unit may be left out
 * @param order whether the items of a list may come in any order
 */
@About("1 if the final answer equals the gold answer, else 0; exact where equality can be decided")
public record MathAnswer(
    @Default("strict")
    @About("strict: an answer tag or a box; lenient: phrases, formulas and numbers as well")
    Leniency leniency,

    @Default("6") @About("correct decimals that a decimal answer needs if the gold answer is exact")
    int decimals,

    @Default("optional")
    @About("whether an answer needs a unit: optional, or required if the gold answer has one")
    MathPolicy.Units units,

    @Default("any") @About("order of a list's items: any, or gold (the order of the gold answer)")
    MathPolicy.Order order)
    implements FinalAnswerReward {

  /** Names of the two math policies. */
  public enum Leniency {
    STRICT,
    LENIENT
  }

  public MathAnswer {
    Objects.requireNonNull(leniency, "leniency");
    policy(leniency, decimals, units, order);
  }

  /** Returns the reward with the strict math policy. */
  public static MathAnswer defaults() {
    return new MathAnswer(Leniency.STRICT, 6, MathPolicy.Units.OPTIONAL, MathPolicy.Order.ANY);
  }

  private static MathPolicy policy(
      Leniency leniency, int decimals, MathPolicy.Units units, MathPolicy.Order order) {
    MathPolicy base = leniency == Leniency.STRICT ? MathPolicy.strict() : MathPolicy.lenient();
    return base.withDecimals(decimals).withUnits(units).withOrder(order);
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    Score score = verifier().verify(problem.answer(), completion.text());
    if (score.verdict() == Verdict.NO_ANSWER && completion.truncated()) {
      return Score.of(
          0, Verdict.TRUNCATED, score.extracted(), "the token budget ran out before an answer");
    }
    return score;
  }

  @Override
  public Score scoreAnswer(Problem problem, String answer) {
    return verifier().compare(problem.answer(), answer);
  }

  private MathVerifier verifier() {
    return new MathVerifier(policy(leniency, decimals, units, order));
  }
}

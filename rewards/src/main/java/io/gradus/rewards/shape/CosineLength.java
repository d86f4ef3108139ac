package io.gradus.rewards.shape;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The cosine length reward of "Demystifying Long Chain-of-Thought" (arXiv:2502.03373, section 4.2): replaces a reward's
 * value according to the completion's length. Among right answers, shorter ones get more; among wrong answers, longer
 * ones lose less.
 *
 * <p>{@code end + (start - end) (1 + cos(pi n / max-length)) / 2}, with {@code n} clamped to {@code max-length},
 * because the cosine would rise again beyond that. The defaults are those of open-r1; the paper uses 2, 1, -10, 0 and
 * {@code exceeded} -10.
 *
 * @param reward reward that judges the answer; its verdict does not change
 * @param maxLength {@code L_max}, in tokens
 * @param correctShort value of a right answer of length 0
 * @param correctLong value of a right answer of {@code max-length}
 * @param wrongShort value of any other answer of length 0
 * @param wrongLong value of any other answer of {@code max-length}
 * @param exceeded value of every completion of {@code max-length} or more tokens, right or not; by default the
 *     value at the end of the curve
 */
@About("value of a right or wrong answer, which follows a cosine of the completion's length")
public record CosineLength(
    @About("reward that judges the answer") Reward reward,
    @About("tokens at which the curve ends") int maxLength,

    @Default("1.0") @About("value of a right answer of length 0")
    double correctShort,

    @Default("0.5") @About("value of a right answer of max-length")
    double correctLong,

    @Default("-1.0") @About("value of any other answer of length 0")
    double wrongShort,

    @Default("-0.5") @About("value of any other answer of max-length")
    double wrongLong,

    @About("value from max-length on, right or not; absent: the value at the end of the curve")
    Optional<Double> exceeded)
    implements Reward {

  public CosineLength {
    if (maxLength < 1) {
      throw new IllegalArgumentException("max-length: must be at least 1, but is " + maxLength);
    }
    checkFinite("correct-short", correctShort);
    checkFinite("correct-long", correctLong);
    checkFinite("wrong-short", wrongShort);
    checkFinite("wrong-long", wrongLong);
    exceeded.ifPresent(value -> checkFinite("exceeded", value));
  }

  private static void checkFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("%s: must be finite, but is %s".formatted(name, value));
    }
  }

  @Override
  public Reward withParts(UnaryOperator<Reward> change) {
    return new CosineLength(
        change.apply(reward),
        maxLength,
        correctShort,
        correctLong,
        wrongShort,
        wrongLong,
        exceeded);
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    Score judged = reward.score(problem, completion);
    if (judged.verdict() == Verdict.VERIFIER_ERROR) {
      return judged;
    }
    if (judged.verdict() == Verdict.UNJUDGED) {
      return Score.verifierError("cosine-length: its reward must judge answers as right or wrong");
    }
    if (Lengths.unknown(completion)) {
      return Lengths.noTokens();
    }
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("reward", judged.value());
    judged.terms().forEach((name, value) -> terms.put("reward." + name, value));
    return new Score(
        value(judged.correct(), completion.length()),
        judged.verdict(),
        judged.extracted(),
        "%s; %d of %d tokens".formatted(judged.why(), completion.length(), maxLength),
        terms);
  }

  private double value(boolean correct, int length) {
    if (length >= maxLength && exceeded.isPresent()) {
      return exceeded.get();
    }
    double start = correct ? correctShort : wrongShort;
    double end = correct ? correctLong : wrongLong;
    double progress = Math.min(1, (double) length / maxLength);
    return end + (start - end) * (1 + Math.cos(Math.PI * progress)) / 2;
  }
}

package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.LossTerm;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.Survey;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Clip-Cov, arXiv:2505.22617: PPO's clip without the loss of a few tokens of high covariance between advantage and
 * log-probability. Such tokens reduce the entropy most. Candidates are tokens whose covariance is between the bounds
 * and that are not clipped. The number of tokens drawn from the candidates is a share of all tokens, at least one. The
 * defaults are the paper's.
 */
@About(
    "Clip-Cov: PPO's clip without the loss of a few tokens of high covariance (arXiv:2505.22617)")
public record ClipCov(
    @Default("0.2") @About("the ratio is clipped below 1 - clip-low")
    double clipLow,

    @Default("0.2") @About("the ratio is clipped above 1 + clip-high")
    double clipHigh,

    @Default("0.0002") @About("share of all tokens whose loss is removed")
    double share,

    @Default("1.0") @About("candidates have a covariance above this")
    double least,

    @Default("5.0") @About("candidates have a covariance below this")
    double most)
    implements PolicyLoss {
  private static final long DRAW = 0x636F76;

  public ClipCov {
    ClippedSurrogate.checkClip("clip-low", clipLow);
    ClippedSurrogate.checkClip("clip-high", clipHigh);
    KlCov.checkShare(share);
    if (!(least < most)) {
      throw new IllegalArgumentException(
          "least: must be below most, but is %s, and most is %s".formatted(least, most));
    }
  }

  @Override
  public boolean surveys() {
    return true;
  }

  @Override
  public LossTerm surveyed(Survey survey) {
    return without(survey.drawn(DRAW, candidates(survey), survey.count(share)));
  }

  List<Survey.Token> candidates(Survey survey) {
    ToDoubleFunction<Survey.Token> covariance = survey.covariance();
    return survey.tokens().stream()
        .filter(token -> covariance.applyAsDouble(token) > least)
        .filter(token -> covariance.applyAsDouble(token) < most)
        .filter(token -> !clipped(token))
        .toList();
  }

  private boolean clipped(Survey.Token token) {
    double ratio = token.sequence().ratio(token.t());
    return token.advantage() > 0 ? ratio > 1 + clipHigh : ratio < 1 - clipLow;
  }

  LossTerm without(Survey.Chosen dropped) {
    return s -> s.only(t -> !dropped.contains(s, t), this);
  }

  @Override
  public void add(SequenceLoss s) {
    new ClippedSurrogate(clipLow, clipHigh, Optional.empty()).add(s);
  }
}

package io.gradus.core.objective;

import static io.gradus.core.objective.Batch.clip;
import static io.gradus.core.objective.Batch.objective;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.KlEstimator;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.Verdict;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.advantage.Baseline;
import io.gradus.core.advantage.Bnpo;
import io.gradus.core.advantage.Gdpo;
import io.gradus.core.advantage.GreedyBaseline;
import io.gradus.core.advantage.KlInReward;
import io.gradus.core.advantage.LeaveOneOut;
import io.gradus.core.advantage.MaxRl;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.advantage.Standardized;
import io.gradus.core.advantage.Whitened;
import io.gradus.core.objective.correction.Level;
import io.gradus.core.objective.correction.MaskedImportance;
import io.gradus.core.objective.correction.TruncatedImportance;
import io.gradus.core.objective.loss.Cispo;
import io.gradus.core.objective.loss.ClipCov;
import io.gradus.core.objective.loss.Gspo;
import io.gradus.core.objective.loss.KlCov;
import io.gradus.core.objective.loss.OffPolicyMask;
import io.gradus.core.objective.loss.Reinforce;
import io.gradus.core.objective.loss.Sapo;
import io.gradus.core.objective.loss.TopEntropy;
import io.gradus.core.objective.loss.TwoSidedClip;
import io.gradus.core.objective.reference.CorrectedK3;
import io.gradus.core.objective.reference.ImportanceWeighted;
import io.gradus.core.objective.reference.K2;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.objective.reference.NoReference;
import io.gradus.core.objective.reference.StraightThrough;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where two methods are one: at a limit of a setting, or on a special batch. */
class IdentitiesTest {
  private static final int BUDGET = 12;
  private static final Reference NO = new NoReference();

  private static Batch random(int n, int mostTokens, boolean moved) {
    Random random = new Random(5);
    int[] lengths = random.ints(n, 1, mostTokens + 1).toArray();
    double[][][] rows = new double[4][n][];
    for (int i = 0; i < n; i++) {
      rows[0][i] = random.doubles(lengths[i], -2, -0.1).toArray();
      rows[1][i] = moved ? random.doubles(lengths[i], -2, -0.1).toArray() : rows[0][i];
      rows[2][i] = random.doubles(lengths[i], -2, -0.1).toArray();
      rows[3][i] = random.doubles(lengths[i], 0, 3).toArray();
    }
    return new Batch(
        lengths, random.doubles(n, -2, 2).toArray(), rows[0], rows[1], rows[2], rows[3]);
  }

  private static void same(Batch batch, Objective one, Objective other) {
    Batch.Result ours = evaluate(batch, one);
    Batch.Result theirs = evaluate(batch, other);
    assertThat(ours.loss()).isCloseTo(theirs.loss(), within(1e-12));
    sameGradients(ours, theirs, 1e-12);
  }

  private static void sameGradients(Batch.Result ours, Batch.Result theirs, double tolerance) {
    for (int i = 0; i < ours.gradients().length; i++) {
      assertThat(ours.gradients()[i]).containsExactly(theirs.gradients()[i], within(tolerance));
    }
  }

  private static Batch.Result evaluate(Batch batch, Objective objective) {
    MinibatchLoss step = objective.over(batch.minibatch(), BUDGET, 1);
    if (step.surveys()) {
      step.survey(batch::tokens);
    }
    return batch.evaluate(step, batch.lengths().length);
  }

  private static Objective token(PolicyLoss loss) {
    return objective(loss, new TokenMean(), NO);
  }

  @Test
  void lossesWithARatioHaveTheSlopeOfReinforceWhereItIsOne() {
    Batch onPolicy = random(6, 7, false);
    Batch.Result reinforce = evaluate(onPolicy, token(new Reinforce()));
    same(onPolicy, token(new Cispo(Optional.empty(), 4)), token(new Reinforce()));
    for (PolicyLoss loss : List.of(
        clip(0.2, 0.2),
        new TwoSidedClip(0.2, 0.2, 4),
        new Sapo(1, 1.05),
        new Gspo(0.1, 0.1),
        new OffPolicyMask(0.5, clip(0.2, 0.2)))) {
      sameGradients(evaluate(onPolicy, token(loss)), reinforce, 1e-9);
    }
  }

  @Test
  void gspoOfOneTokenIsGrpo() {
    same(random(9, 1, true), token(new Gspo(0.2, 0.28)), token(clip(0.2, 0.28)));
  }

  @Test
  void aTwoSidedClipWithoutABoundIsPpo() {
    same(
        random(9, 8, true),
        token(new TwoSidedClip(0.2, 0.28, Double.POSITIVE_INFINITY)),
        token(clip(0.2, 0.28)));
  }

  @Test
  void topEntropyWithShareOneIsItsBase() {
    same(random(9, 8, true), token(new TopEntropy(1, new Sapo(1, 1.05))), token(new Sapo(1, 1.05)));
  }

  @Test
  void clipCovWithoutCandidatesIsItsBase() {
    same(random(9, 8, true), token(new ClipCov(0.2, 0.2, 0.5, 50, 60)), token(clip(0.2, 0.2)));
  }

  @Test
  void klCovOnPolicyIsReinforceBecauseNothingHasMoved() {
    Batch batch = random(9, 8, false);
    sameGradients(
        evaluate(batch, token(new KlCov(0.5, 1))), evaluate(batch, token(new Reinforce())), 1e-9);
  }

  @Test
  void anOffPolicyMaskWithAFarThresholdIsItsBase() {
    same(random(9, 8, true), token(new OffPolicyMask(100, clip(0.2, 0.2))), token(clip(0.2, 0.2)));
  }

  @Test
  void aSurveyDoesNotDependOnMicroBatches() {
    Batch batch = random(13, 8, true);
    for (PolicyLoss loss : List.of(
        new ClipCov(0.2, 0.2, 0.2, 0.01, 5),
        new KlCov(0.2, 1),
        new TopEntropy(0.3, clip(0.2, 0.2)))) {
      Batch.Result whole = evaluate(batch, token(loss));
      MinibatchLoss step = token(loss).over(batch.minibatch(), BUDGET, 1);
      step.survey(batch::tokens);
      assertThat(batch.evaluate(step, 3).gradients()).isDeepEqualTo(whole.gradients());
      Batch.Result base = evaluate(batch, token(clip(0.2, 0.2)));
      assertThat(Arrays.deepEquals(whole.gradients(), base.gradients())).isFalse();
    }
  }

  @Test
  void straightThroughHasTheSlopeOfK2AndTheWeightedK3IsTheCorrectedOne() {
    Batch batch = random(9, 8, true);
    sameGradients(
        evaluate(
            batch,
            objective(new Reinforce(), new TokenMean(), new StraightThrough(0.1, KlEstimator.K3))),
        evaluate(batch, objective(new Reinforce(), new TokenMean(), new K2(0.1))),
        1e-12);
    same(
        batch,
        objective(
            new Reinforce(),
            new TokenMean(),
            new ImportanceWeighted(0.1, KlEstimator.K3, Optional.empty())),
        objective(new Reinforce(), new TokenMean(), new CorrectedK3(0.1)));
    same(
        batch,
        objective(new Reinforce(), new TokenMean(), new K3(0.1, Optional.of(1e9))),
        objective(new Reinforce(), new TokenMean(), new K3(0.1)));
  }

  @Test
  void equalPoliciesHaveTheWeightOne() {
    double[] same = {-1, -0.5, -2};
    for (Level level : Level.values()) {
      assertThat(new TruncatedImportance(level, 0.5, 2, false).weights(same, same))
          .containsExactly(1, 1, 1);
      assertThat(new MaskedImportance(level, 0.999, 1.001, false).weights(same, same))
          .containsExactly(1, 1, 1);
    }
  }

  @Test
  void normalisedWeightsHaveTheMeanOne() {
    TruncatedImportance tokens = new TruncatedImportance(Level.TOKEN, 0, 2, true);
    List<double[]> normalised = tokens.together(List.of(new double[] {1, 3}, new double[] {2}));
    assertThat(normalised.get(0)).containsExactly(new double[] {0.5, 1.5}, within(1e-12));
    MaskedImportance rows = new MaskedImportance(Level.SEQUENCE, 0, 9, true);
    assertThat(rows.together(List.of(new double[] {1, 1}, new double[] {3})).get(1))
        .containsExactly(new double[] {1.5}, within(1e-12));
    assertThat(rows.together(List.of(new double[] {0, 0})).get(0)).containsExactly(0, 0);
  }

  // Advantages.

  private record Parts(Map<String, Double> partWeights) implements Reward {
    @Override
    public Score score(Problem problem, Completion completion) {
      throw new IllegalStateException("not judged here");
    }
  }

  private static ScoredGroup group(int length, double... rewards) {
    List<Completion> completions = Arrays.stream(rewards)
        .mapToObj(r -> Batch.completion(Double.toString(r), length))
        .toList();
    List<Score> scores = Arrays.stream(rewards)
        .mapToObj(r -> new Score(r, Verdict.WRONG, "", "", Map.of("only", r)))
        .toList();
    return new ScoredGroup(new Group(Problem.of("p", "?", ""), completions), scores);
  }

  private static double[] of(Advantage advantage, ScoredGroup... step) {
    return advantage.of(List.of(step), ScorerLogProbs.NONE).stream()
        .flatMap(Arrays::stream)
        .mapToDouble(tokens -> tokens.length == 0 ? 0 : tokens[0])
        .toArray();
  }

  @Test
  void drGrpoTimesGOverGMinusOneIsRloo() {
    ScoredGroup group = group(2, 0.3, 1, 0.2, 0, 0.9);
    double[] scaled =
        Arrays.stream(of(new MeanCentered(), group)).map(a -> a * 5 / 4).toArray();
    assertThat(of(new LeaveOneOut(), group)).containsExactly(scaled, within(1e-12));
  }

  @Test
  void gdpoOfOneRewardIsGrpo() {
    ScoredGroup group = group(2, 0.3, 1, 0.2, 0, 0.9);
    Advantage gdpo = new Gdpo(0).reading(new Parts(Map.of("only", 2.0)));
    assertThat(of(gdpo, group)).containsExactly(of(new Standardized(0), group), within(1e-9));
  }

  @Test
  void gdpoKeepsRewardsApartThatASumWouldLevel() {
    Score right = new Score(1, Verdict.CORRECT, "", "", Map.of("a", 1.0, "b", 0.0));
    Score formed = new Score(1, Verdict.WRONG, "", "", Map.of("a", 0.0, "b", 1.0));
    Score none = new Score(0, Verdict.WRONG, "", "", Map.of("a", 0.0, "b", 0.0));
    List<Completion> four =
        IntStream.range(0, 4).mapToObj(i -> Batch.completion("" + i, 1)).toList();
    ScoredGroup group = new ScoredGroup(
        new Group(Problem.of("p", "?", ""), four), List.of(right, formed, formed, none));
    double[] apart = of(new Gdpo(0).reading(new Parts(Map.of("a", 1.0, "b", 1.0))), group);
    double[] together = of(new Standardized(0), group);
    assertThat(together[0]).isEqualTo(together[1]);
    assertThat(apart[0]).isGreaterThan(apart[1] + 0.1);
  }

  @Test
  void whitenedOverOneGroupOfEqualLengthsIsGrpo() {
    ScoredGroup group = group(1, 0.3, 1, 0.2, 0, 0.9);
    assertThat(of(new Whitened(Baseline.GROUP_MEAN, 1, true), group))
        .containsExactly(of(new Standardized(0), group), within(1e-6));
  }

  @Test
  void maxRlIsGrpoScaledByDeviationOverMean() {
    ScoredGroup group = group(1, 1, 0, 0, 0);
    double[] scaled =
        Arrays.stream(of(new Standardized(0), group)).map(a -> a * 0.5 / 0.25).toArray();
    assertThat(of(new MaxRl(), group)).containsExactly(scaled, within(1e-9));
    assertThat(of(new MaxRl(), group(1, 0, 0))).containsExactly(0, 0);
  }

  @Test
  void bnpoIsTheTextbookExampleAndDrGrpoWithoutASpread() {
    ScoredGroup quarter = group(1, 1, 0, 0, 0);
    ScoredGroup rest = group(1, 1, 1, 1, 0);
    double[] both = of(new Bnpo(), quarter, rest);
    assertThat(both[0]).isCloseTo(0.7166064, within(1e-6));
    assertThat(both[1]).isCloseTo(-0.2388688, within(1e-6));
    assertThat(of(new Bnpo(), quarter))
        .containsExactly(of(new MeanCentered(), quarter), within(1e-12));
    double[] extremes = of(new Bnpo(), group(1, 0, 0), group(1, 1, 1), group(1, 1, 0));
    assertThat(extremes).startsWith(0, 0, 0, 0);
    assertThat(extremes[4]).isPositive().isFinite();
  }

  @Test
  void greedyBaselineIsTheRewardItselfWhereTheGreedyAnswerGetsNothing() {
    Completion own = Batch.completion("own", 2);
    Completion greedy = Batch.completion("greedy", 3).asBaseline();
    Group pair = new Group(Problem.of("p", "?", ""), List.of(own, greedy));
    for (double baseline : new double[] {0, 1}) {
      ScoredGroup scored =
          new ScoredGroup(pair, List.of(Score.unjudged(0.5, ""), Score.unjudged(baseline, "")));
      double[][] advantages =
          new GreedyBaseline().of(List.of(scored), ScorerLogProbs.NONE).get(0);
      assertThat(advantages[0]).containsExactly(0.5 - baseline, 0.5 - baseline);
      assertThat(advantages[1]).containsOnly(0);
      assertThat(scored.learns(1)).isFalse();
    }
    ScoredGroup failed =
        new ScoredGroup(pair, List.of(Score.unjudged(0.5, ""), Score.verifierError("broken")));
    assertThat(new GreedyBaseline().of(List.of(failed), ScorerLogProbs.NONE).get(0)[0])
        .containsOnly(0);
  }

  @Test
  void aFactorOfTheKlInTheRewardMultipliesItsBeta() {
    ScorerLogProbs reference = (name, completion) -> new float[] {-0.5f, -0.2f};
    List<ScoredGroup> step = List.of(group(2, 1, 0, 0));
    Advantage twice = new KlInReward(0.1, new LeaveOneOut()).chargingKl(2);
    assertThat(twice.of(step, reference).get(0))
        .isDeepEqualTo(
            new KlInReward(0.2, new LeaveOneOut()).of(step, reference).get(0));
  }
}

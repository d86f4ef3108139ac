package io.gradus.core.objective;

import static io.gradus.core.objective.Batch.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Minibatch;
import io.gradus.core.Problem;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.WeightsId;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.advantage.KlInReward;
import io.gradus.core.advantage.LeaveOneOut;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.advantage.Standardized;
import io.gradus.core.advantage.Whitened;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.correction.TruncatedImportance;
import io.gradus.core.objective.loss.Cispo;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.loss.Gspo;
import io.gradus.core.objective.loss.Reinforce;
import io.gradus.core.objective.loss.Sapo;
import io.gradus.core.objective.loss.Shaped;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.objective.reference.NoReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One prompt, G = 4, T = 3, a budget of 4, from rewards to gradients; the expected numbers were computed apart, in
 * numpy, the gradients by central differences.
 */
class TextbookBatchTest {
  private static final Offset<Double> CLOSE = within(1e-5);
  private static final String[] REWARDS = {"1", "0", "0", "1"};
  private static final double[][] OLD = {
    {-0.5, -1.0, -0.2}, {-0.7, -0.3}, {-1.2, -0.4, -0.9}, {-0.1}
  };
  private static final double[][] LOG_RATIO = {{0.3, -0.1, 0}, {-0.3, 0.1}, {0.25, 0, -0.4}, {0.05}
  };

  static Stream<Arguments> methods() {
    Advantage standardized = new Standardized(1e-6);
    return Stream.of(
        Arguments.of(
            "GRPO",
            standardized,
            clip(0.2, 0.2),
            new SequenceMean(),
            new NoReference(),
            -0.022868,
            new double[][] {
              {0, -0.065301, -0.072169}, {0, 0.119638}, {0.092666, 0.072169, 0}, {-0.227606}
            }),
        Arguments.of(
            "GRPO with k3, the reference being the old policy",
            standardized,
            clip(0.2, 0.2),
            new SequenceMean(),
            new K3(0.04),
            -0.022027,
            new double[][] {
              {0.000864, -0.065651, -0.072169},
              {-0.001749, 0.120114},
              {0.093404, 0.072169, -0.001639},
              {-0.227119}
            }),
        Arguments.of(
            "DAPO",
            standardized,
            new ClippedSurrogate(0.2, 0.28, Optional.of(10.0)),
            new TokenMean(),
            new NoReference(),
            0.072466,
            new double[][] {
              {0, -0.087068, -0.096225}, {0, 0.106345}, {0.123555, 0.096225, 0}, {-0.101158}
            }),
        Arguments.of(
            "Dr. GRPO",
            new MeanCentered(),
            clip(0.2, 0.2),
            new ConstantLength(Optional.empty()),
            new NoReference(),
            0.026034,
            new double[][] {
              {0, -0.028276, -0.03125}, {0, 0.034537}, {0.040126, 0.03125, 0}, {-0.032852}
            }),
        Arguments.of(
            "GSPO",
            standardized,
            new Gspo(3e-4, 4e-4),
            new SequenceMean(),
            new NoReference(),
            -0.000303,
            new double[][] {{0, 0, 0}, {0, 0}, {0, 0, 0}, {0}}),
        Arguments.of(
            "GSPO with wide bounds",
            standardized,
            new Gspo(0.2, 0.27),
            new SequenceMean(),
            new NoReference(),
            -0.057189,
            new double[][] {
              {-0.077144, -0.077144, -0.077144},
              {0.097951, 0.097951},
              {0.068649, 0.068649, 0.068649},
              {-0.227606}
            }),
        Arguments.of(
            "CISPO",
            standardized,
            new Cispo(Optional.empty(), 0.2),
            new TokenMean(),
            new NoReference(),
            -0.181421,
            new double[][] {
              {-0.115470, -0.087068, -0.096225},
              {0.071285, 0.106345},
              {0.115470, 0.096225, 0.064501},
              {-0.101158}
            }),
        Arguments.of(
            "SAPO",
            standardized,
            new Sapo(1, 1.05),
            new SequenceMean(),
            new NoReference(),
            -0.090192,
            new double[][] {
              {-0.094496, -0.065153, -0.072169},
              {0.078729, 0.119274},
              {0.090636, 0.072169, 0.046955},
              {-0.227457}
            }),
        Arguments.of(
            "RLOO",
            new LeaveOneOut(),
            new Reinforce(),
            new ConstantLength(Optional.of(1)),
            new NoReference(),
            -0.383333,
            new double[][] {
              {-0.166667, -0.166667, -0.166667},
              {0.166667, 0.166667},
              {0.166667, 0.166667, 0.166667},
              {-0.166667}
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void lossAndGradientAreThoseOfTheTextbook(
      String name,
      Advantage advantage,
      PolicyLoss loss,
      Reduction reduction,
      Reference reference,
      double expectedLoss,
      double[][] expectedGradient) {
    Objective objective = new Objective(
        new Batch.NumberReward(), new Everything(), advantage, loss, reduction, reference, 0);
    List<Completion> completions = Stream.of(0, 1, 2, 3)
        .map(i -> Batch.completion(REWARDS[i], OLD[i].length))
        .toList();
    Group group = new Group(Problem.of("textbook", "?", ""), completions);

    List<Experience> experience =
        objective.experience(List.of(objective.judge(group)), ScorerLogProbs.NONE);
    MinibatchLoss step = objective.over(new Minibatch(experience), 4, 1);

    double sum = 0;
    for (int i = 0; i < 4; i++) {
      double[] policy = new double[OLD[i].length];
      for (int t = 0; t < policy.length; t++) {
        policy[t] = OLD[i][t] + LOG_RATIO[i][t];
      }
      SequenceLoss sequence =
          step.evaluate(i, new TokenLogProbs(policy, OLD[i], OLD[i], new double[0]));
      assertThat(sequence.gradient()).as("row %d", i).containsExactly(expectedGradient[i], CLOSE);
      sum += sequence.loss();
    }
    assertThat(sum).isCloseTo(expectedLoss, CLOSE);
  }

  private static List<Completion> completions(int experts) {
    return Stream.of(0, 1, 2, 3)
        .map(i -> i < experts
            ? Completion.expert(new int[] {1}, REWARDS[i], new int[OLD[i].length])
            : Batch.completion(REWARDS[i], OLD[i].length))
        .toList();
  }

  private static void check(
      Objective objective, List<Completion> completions, double loss, double[][] gradient) {
    Group group = new Group(Problem.of("textbook", "?", ""), completions);
    List<Experience> experience =
        objective.experience(List.of(objective.judge(group)), ScorerLogProbs.NONE);
    MinibatchLoss step = objective.over(new Minibatch(experience), 4, 1);
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      double[] policy = new double[OLD[i].length];
      for (int t = 0; t < policy.length; t++) {
        policy[t] = OLD[i][t] + LOG_RATIO[i][t];
      }
      double[] old = completions.get(i).behaviour().isPresent() ? OLD[i] : policy;
      SequenceLoss sequence = step.evaluate(i, new TokenLogProbs(policy, old, old, new double[0]));
      float[] slopes = step.slopes(i, sequence.gradient());
      for (int t = 0; t < slopes.length; t++) {
        assertThat((double) slopes[t])
            .as("row %d, token %d", i, t)
            .isCloseTo(gradient[i][t], CLOSE);
      }
      sum += sequence.loss();
    }
    assertThat(sum).isCloseTo(loss, CLOSE);
  }

  private static Objective objective(Advantage advantage, PolicyLoss loss, Reduction reduction) {
    return new Objective(
        new Batch.NumberReward(),
        new Everything(),
        advantage,
        loss,
        reduction,
        new NoReference(),
        0);
  }

  @Test
  void whitenedIsReinforcePlusPlusOverAllTokensOfTheStep() {
    check(
        objective(new Whitened(), clip(0.2, 0.2), new TokenMean()),
        completions(0),
        -0.019296,
        new double[][] {
          {0, -0.105976, -0.117121}, {0, 0.103551}, {0.120309, 0.093697, 0}, {-0.123126}
        });
  }

  @Test
  void anExpertInTheGroupIsLearnedAsInLuffyOverTheTokensOfBoth() {
    check(
        objective(new MeanCentered(), new Shaped(0.1, clip(0.999, 1000)), new TokenMean()),
        completions(1),
        0.066543,
        new double[][] {
          {-0.005389, -0.009869, -0.005389},
          {0.041157, 0.061398},
          {0.071335, 0.055556, 0.037240},
          {-0.058404}
        });
  }

  @Test
  void anExpertWithoutATermOfItsOwnCountsInTheMeanAndNotInTheLoss() {
    Objective objective = objective(new MeanCentered(), clip(0.2, 0.2), new TokenMean());
    check(
        objective,
        completions(1),
        // As without row 0, with the advantages of four: six tokens, weight 1/6 each.
        (0.8 * 0.5
                + Math.exp(0.1) * 0.5
                + Math.exp(0.25) * 0.5
                + 0.5
                + 0.8 * 0.5
                - Math.exp(0.05) * 0.5)
            / 6,
        new double[][] {
          {0, 0, 0},
          {0, Math.exp(0.1) / 12},
          {Math.exp(0.25) / 12, 1 / 12.0, 0},
          {-Math.exp(0.05) / 12}
        });
  }

  @Test
  void tokensThatAreNotLearnedHaveNoSlopeAndDoNotCount() {
    List<Completion> hinted = new ArrayList<>(completions(0));
    hinted.set(2, hinted.get(2).learnedFrom(1));
    // Seven of nine tokens would be weighted 1/9; the hint leaves eight.
    check(
        objective(new MeanCentered(), new Reinforce(), new TokenMean()),
        hinted,
        (0.5 * (-0.2 - 1.1 - 0.2) * -1 + 0.5 * (-1.0 - 0.2) + 0.5 * (-0.4 - 1.3) + 0.5 * 0.05) / 8,
        new double[][] {
          {-1 / 16.0, -1 / 16.0, -1 / 16.0},
          {1 / 16.0, 1 / 16.0},
          {0, 1 / 16.0, 1 / 16.0},
          {-1 / 16.0}
        });
  }

  @Test
  void klInTheRewardChargesTheSumOfLogRatiosBeforeTheBaseline() {
    List<Completion> all = Stream.of(0, 1, 2, 3)
        .map(i -> Completion.sampled(
            new int[] {1},
            REWARDS[i],
            new int[OLD[i].length],
            floats(OLD[i], 0),
            floats(OLD[i], 0),
            new WeightsId(0),
            FinishReason.STOP))
        .toList();
    Objective objective =
        objective(new KlInReward(0.03, new LeaveOneOut()), new Reinforce(), new TokenMean());
    Group group = new Group(Problem.of("textbook", "?", ""), all);
    ScorerLogProbs frozen = (name, completion) -> floats(OLD[all.indexOf(completion)], -0.1);
    double[] rewards = {1 - 0.009, -0.006, -0.009, 1 - 0.003};
    List<Experience> experience = objective.experience(List.of(objective.judge(group)), frozen);
    assertThat(objective.scorers()).containsExactly("reference");
    for (int i = 0; i < 4; i++) {
      double others = (rewards[0] + rewards[1] + rewards[2] + rewards[3] - rewards[i]) / 3;
      assertThat(experience.get(i).meanAdvantage()).isCloseTo(rewards[i] - others, CLOSE);
    }
  }

  @Test
  void aCorrectionWeighsTheLossOfEachTokenAndLeavesTheDenominator() {
    Objective plain = objective(new MeanCentered(), clip(0.2, 0.2), new TokenMean());
    Objective corrected = new Objective(
        plain.reward(),
        plain.filter(),
        plain.advantage(),
        plain.loss(),
        plain.reduction(),
        plain.coefficient(),
        plain.reference(),
        Optional.empty(),
        0,
        false,
        Optional.of(new TruncatedImportance(2)),
        List.of());
    Completion completion = Completion.sampled(
        new int[] {1},
        "1",
        new int[2],
        new float[] {-1.9f, -1},
        new float[] {-1.9f, -1},
        new WeightsId(0),
        FinishReason.STOP);
    Group group =
        new Group(Problem.of("textbook", "?", ""), List.of(completion, Batch.completion("0", 1)));
    ScorerLogProbs frozen =
        (name, asked) -> asked.text().equals("1") ? new float[] {-1, -1.1f} : new float[1];
    Experience first =
        corrected.experience(List.of(corrected.judge(group)), frozen).get(0);
    // exp(0.9) = 2.46 is cut to 2; exp(-0.1) = 0.905 stays.
    assertThat(first.weights()).containsExactly(new double[] {2, Math.exp(-0.1)}, CLOSE);
    MinibatchLoss step = corrected.over(new Minibatch(List.of(first)), 4, 1);
    double[] old = {-1, -1.1};
    SequenceLoss loss = step.evaluate(0, new TokenLogProbs(old, old, old, new double[0]));
    assertThat(loss.gradient())
        .containsExactly(new double[] {-2 * 0.5 / 2, -Math.exp(-0.1) * 0.5 / 2}, CLOSE);
  }

  @Test
  void aTruncatedCompletionCanBeMaskedAndStillCountsInTheMean() {
    Objective masking = new Objective(
        new Batch.NumberReward(),
        new Everything(),
        new MeanCentered(),
        clip(0.2, 0.2),
        new TokenMean(),
        new FixedCoefficient(1),
        new NoReference(),
        Optional.empty(),
        0,
        true,
        Optional.empty(),
        List.of());
    Completion cut = Completion.sampled(
        new int[] {1},
        "1",
        new int[3],
        new float[3],
        new float[3],
        new WeightsId(0),
        FinishReason.LENGTH);
    Group group =
        new Group(Problem.of("textbook", "?", ""), List.of(cut, Batch.completion("0", 1)));
    List<Experience> experience =
        masking.experience(List.of(masking.judge(group)), ScorerLogProbs.NONE);
    assertThat(experience.get(0).masked()).isTrue();
    assertThat(experience.get(1).masked()).isFalse();
    assertThat(experience.get(1).meanAdvantage()).isEqualTo(-0.5);
  }

  private static float[] floats(double[] numbers, double shift) {
    float[] floats = new float[numbers.length];
    for (int t = 0; t < floats.length; t++) {
      floats[t] = (float) (numbers[t] + shift);
    }
    return floats;
  }
}

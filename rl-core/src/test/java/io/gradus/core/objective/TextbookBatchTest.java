package io.gradus.core.objective;

import static io.gradus.core.objective.Batch.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Group;
import io.gradus.core.Minibatch;
import io.gradus.core.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One prompt, G = 4, T = 3, a budget of 4, from rewards to gradients; the expected numbers were computed apart, in numpy, the
 * gradients by central differences.
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
}

package io.gradus.experiments.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.losses.BrokenLosses;
import io.gradus.core.Completion;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Minibatch;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.UserError;
import io.gradus.core.advantage.Standardized;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceMean;
import io.gradus.core.objective.TokenLogProbs;
import io.gradus.core.objective.reference.NoReference;
import io.gradus.core.trainer.Exploration;
import io.gradus.core.trainer.OnPolicy;
import io.gradus.core.trainer.Plan;
import io.gradus.datasets.Arithmetic;
import io.gradus.datasets.Split;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Checks that a faulty loss of a user is reported with its line, before a run and during it. */
class BrokenLossTest {

  private static Objective objective(PolicyLoss loss) {
    return new Objective(
        (problem, completion) -> Score.unjudged(0, ""),
        new Everything(),
        new Standardized(1e-6),
        loss,
        new SequenceMean(),
        new NoReference(),
        0);
  }

  private static Finding finding(PolicyLoss loss) {
    Plan plan = new Plan(1, 2, 4, 1, Optional.empty(), Optional.empty(), Optional.empty());
    List<Finding> findings = new TrustRegionCheck()
        .examine(
            "stages[0].",
            new Exploration(
                new Arithmetic(1, Split.TRAIN, 0.5, 0.3, 0.2),
                plan,
                Cases.sampling(24),
                new OnPolicy(),
                objective(loss),
                1e-3),
            true);
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).where()).isEqualTo("stages[0].objective.loss");
    return findings.get(0);
  }

  @Test
  void theDoctorNamesALossThatThrowsAndItsLine() {
    Finding throwing = finding(new BrokenLosses.Throwing());
    assertThat(throwing.severity()).isEqualTo(Severity.FAULT);
    assertThat(throwing.what())
        .contains(
            "com.example.losses.BrokenLosses$Throwing failed: IllegalStateException: not today")
        .containsPattern("\\(BrokenLosses.java:\\d+\\)");
    assertThat(finding(new BrokenLosses.Beyond()).what()).contains("OutOfBounds");
    assertThat(finding(new BrokenLosses.OfAnotherVersion()).what()).contains("NoSuchMethodError");
  }

  @Test
  void theDoctorRefusesALossThatDoesNotRaiseTokensWithAPositiveAdvantage() {
    for (PolicyLoss loss : List.of(
        new BrokenLosses.NotANumber(), new BrokenLosses.Nothing(), new BrokenLosses.UpsideDown())) {
      assertThat(finding(loss).severity()).as("%s", loss).isEqualTo(Severity.FAULT);
    }
  }

  @Test
  void aLossThatLearnsOnlyFromNegativeAdvantagesIsAccepted() {
    PolicyLoss negative = s -> {
      for (int t = 0; t < s.length(); t++) {
        double advantage = Math.min(0, s.advantage(t));
        s.addPolicyLoss(t, -s.ratio(t) * advantage, -s.ratioSlope(t) * advantage);
      }
    };
    assertThat(finding(negative).severity()).isEqualTo(Severity.OK);
  }

  @Test
  void aLossThatThrowsInARunIsAUserError() {
    Completion completion =
        Fakes.completion("x", new int[1], new float[1], new float[1], FinishReason.STOP);
    Group group = new Group(Problem.of("p", "?", ""), List.of(completion));
    Minibatch minibatch =
        new Minibatch(List.of(Fakes.experience(group, 0, Score.unjudged(0, ""), 1, false)));
    TokenLogProbs tokens =
        new TokenLogProbs(new double[] {-1}, new double[] {-1}, new double[0], new double[0]);
    assertThatThrownBy(
            () -> objective(new BrokenLosses.Throwing()).over(minibatch, 4, 1).evaluate(0, tokens))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("objective.loss: com.example.losses.BrokenLosses$Throwing failed: "
            + "IllegalStateException: not today (BrokenLosses.java:")
        .hasMessageEndingWith("Then continue with --resume");
  }
}

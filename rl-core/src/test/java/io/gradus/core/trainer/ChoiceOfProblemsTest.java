package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Problem;
import io.gradus.core.StopSignal;
import io.gradus.core.curriculum.DataOrder;
import io.gradus.core.curriculum.Outcome;
import io.gradus.core.curriculum.ProblemChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The trainer shows a choice of problems each step once, and only when the step has moved the weights. */
class ChoiceOfProblemsTest {
  private final List<Long> learned = new ArrayList<>();
  private final TinyRun run = new TinyRun();

  ChoiceOfProblemsTest() {
    run.plan = TinyRun.plan(3, 2, 4, 1, Optional.empty());
    run.curriculum = (dataset, seed, stride) -> {
      ProblemChoice order = new DataOrder().over(dataset, seed, stride);
      return new ProblemChoice() {
        @Override
        public Problem problem(long step, int index) {
          return order.problem(step, index);
        }

        @Override
        public void learn(long step, List<Outcome> outcomes) {
          assertThat(outcomes).isNotEmpty();
          learned.add(step);
        }
      };
    };
  }

  @Test
  void eachStepIsShownOnce() {
    run.train();
    assertThat(learned).containsExactly(1L, 2L, 3L);
  }

  /** Otherwise a checkpoint of step 1 would hold what step 2 taught, and a resumed run would learn it twice. */
  @Test
  void aStepThatIsStoppedBeforeItsUpdateIsNotShown() {
    run.afterSampling = () -> {
      if (learned.size() == 1) {
        run.stop.request();
      }
    };
    assertThatThrownBy(run::train)
        .isInstanceOfSatisfying(
            StopSignal.StopRequested.class,
            stopped -> assertThat(stopped.completedStep()).isEqualTo(OptionalLong.of(1)));
    assertThat(learned).containsExactly(1L);
  }
}

package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.advantage.Distillation;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.loss.SampledReverseKl;
import io.gradus.core.objective.loss.TeacherDivergence;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.policy.optimizer.Constant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole loop in which a teacher of another shape judges every token. */
class DistillationTest {
  private static final Map<String, Double> ONE = Map.of("big", 1.0);
  private static final int STEPS = 40;

  private static Policy teacher() {
    return TinyPolicy.random(TinyPolicy.decoder(4, 2, false), TinyRun.VOCABULARY, 9);
  }

  /** All rewards are equal, so that only the teacher teaches. */
  private static TinyRun run(Policy teacher, boolean scores, Advantage advantage, PolicyLoss loss) {
    TinyRun run = new TinyRun();
    run.reward = (problem, completion) -> Score.of(1, Verdict.CORRECT, "", "equal");
    run.teachers = Map.of("big", new FrozenPolicy(teacher, FrozenPolicy.View.SAME, scores));
    run.advantage = advantage;
    run.loss = loss;
    return run;
  }

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of(
            "advantage",
            new Distillation(ONE, Optional.of(new MeanCentered())),
            new ClippedSurrogate(0.2, 0.2, Optional.empty())),
        Arguments.of("sampled", new MeanCentered(), new SampledReverseKl(ONE, Optional.of(2.0))),
        Arguments.of("forward KL", new MeanCentered(), new TeacherDivergence(ONE, 0, 1)),
        Arguments.of("Jensen-Shannon", new MeanCentered(), new TeacherDivergence(ONE, 0.5, 1)),
        Arguments.of("reverse KL", new MeanCentered(), new TeacherDivergence(ONE, 1, 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void theStudentComesNearItsTeacher(String name, Advantage advantage, PolicyLoss loss) {
    try (Policy teacher = teacher();
        TinyRun run = run(teacher, true, advantage, loss)) {
      run.plan = TinyRun.plan(STEPS, 4, 8, 1, Optional.empty());
      run.train();
      double first = 0;
      double last = 0;
      for (int k = 1; k <= 5; k++) {
        first += run.figure(k, "teacher/big");
        last += run.figure(STEPS + 1 - k, "teacher/big");
      }
      assertThat(first).isGreaterThan(1);
      assertThat(last).isLessThan(0.4 * first);
      assertThat(run.warnings).noneMatch(warning -> warning.contains("nothing can be learned"));
    }
  }

  @Test
  void aTeacherThatOnlyGivesDivergencesIsNotAskedForLogProbs() {
    try (Policy teacher = teacher();
        TinyRun run = run(teacher, false, new MeanCentered(), new TeacherDivergence(ONE, 1, 1))) {
      run.train();
      Map<String, Double> figures = Objects.requireNonNull(run.metrics.get(1L));
      assertThat(figures).doesNotContainKey("teacher/big");
      assertThat(figures.get("divergence/big")).isGreaterThan(0.1);
      assertThat(figures.get("loss/divergence"))
          .isCloseTo(figures.get("divergence/big"), offset(1e-6));
      assertThat(figures.get("loss")).isCloseTo(figures.get("loss/divergence"), offset(1e-6));
    }
  }

  @Test
  void microBatchesDoNotChangeTheWeights() {
    double[] norms = new double[2];
    for (int size : new int[] {1, 8}) {
      try (Policy teacher = teacher();
          TinyRun run = run(
              teacher,
              true,
              new Distillation(ONE, Optional.empty()),
              new TeacherDivergence(ONE, 0.5, 1))) {
        run.plan = new Plan(1, 2, 4, 1, Optional.empty(), Optional.of(size), Optional.of(2048));
        run.optimizer = new AdamWSettings(
            1e-2, 0.9, 0.999, 1e-8, 0, 1, 0, new Constant(), MomentStates.FLOAT32);
        run.train();
        norms[size == 1 ? 0 : 1] = run.figure(1, "gradient_norm");
      }
    }
    assertThat(norms[0]).isGreaterThan(1e-3).isCloseTo(norms[1], offset(1e-5 * norms[1]));
  }
}

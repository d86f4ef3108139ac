package io.gradus.core.objective.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.objective.PolicyLoss;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A loss that applies another one asks the engine for what the other one needs. */
class WrappedLossTest {
  private static final List<UnaryOperator<PolicyLoss>> WRAPPERS = List.of(
      inner -> new Shaped(0.1, inner),
      inner -> new PowerShaped(0.5, inner),
      inner -> new OffPolicyMask(0.5, inner),
      inner -> new TopEntropy(0.2, inner));

  @Test
  void theNeedsOfTheInnerLossArePassedOn() {
    PolicyLoss survey = new ClipCov(0.2, 0.2, 0.1, 0, 9);
    PolicyLoss teacher = new TeacherDivergence(Map.of("teacher", 1.0), 0.5, 1);
    for (UnaryOperator<PolicyLoss> wrapper : WRAPPERS) {
      assertThat(wrapper.apply(survey).surveys())
          .as("%s", wrapper.apply(survey))
          .isTrue();
      assertThat(wrapper.apply(teacher).divergences())
          .isEqualTo(teacher.divergences())
          .isNotEmpty();
      PolicyLoss clip = new ClippedSurrogate(0.2, 0.2, Optional.empty());
      assertThat(wrapper.apply(clip).silentWithoutAdvantage()).isTrue();
      assertThat(wrapper.apply(new Imitation()).silentWithoutAdvantage()).isFalse();
    }
  }
}

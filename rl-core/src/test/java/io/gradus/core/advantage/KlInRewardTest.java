package io.gradus.core.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KlInRewardTest {
  @Test
  void aFactorOfZeroLeavesTheInnerAdvantage() {
    Advantage inner = new MeanCentered();
    assertThat(new KlInReward(0.03, inner).chargingKl(0)).isEqualTo(inner);
    assertThat(new KlInReward(0.03, inner).chargingKl(2)).isEqualTo(new KlInReward(0.06, inner));
  }

  @Test
  void anAdvantageThatReadsNoTokenRewardsIsRefused() {
    for (Advantage deaf : new Advantage[] {
      new Gdpo(1e-4), new Bnpo(), new Distillation(Map.of("teacher", 1.0), Optional.empty())
    }) {
      assertThatThrownBy(() -> new KlInReward(0.03, deaf))
          .hasMessageStartingWith("advantage: this advantage reads no rewards of tokens");
    }
  }
}

package io.gradus.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComplementTest {
  @Test
  void theComplementOfAnAdaptiveFactorFollowsWhatItFollows() {
    AdaptiveEntropy entropy = new AdaptiveEntropy(0.2, 0.25, 0, 1);
    Complement complement = new Complement(entropy);
    double[] state = complement.start();
    assertThat(complement.at(1, state)).isEqualTo(1 - entropy.at(1, entropy.start()));
    for (int step = 1; step < 4; step++) {
      state = complement.next(state, new Measured(0, 0.1, 8));
    }
    double[] own = entropy.start();
    for (int step = 1; step < 4; step++) {
      own = entropy.next(own, new Measured(0, 0.1, 8));
    }
    assertThat(complement.at(4, state)).isEqualTo(1 - entropy.at(4, own)).isLessThan(1);
  }
}

package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.architecture.Decoder;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Routing;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No key of a decoder is accepted and then does nothing. */
class DecoderTest {
  private static final Optional<Mixture> MIXTURE = Optional.of(mixture(Optional.empty(), false));

  private static Mixture mixture(Optional<Integer> shared, boolean gate) {
    return new Mixture(
        4, 2, 12, Routing.softmax(true), shared, gate, RouterLosses.NONE, Mixture.Names.QWEN);
  }

  private static Decoder decoder(
      Optional<Integer> hidden, Optional<Mixture> mixture, int denseLayers) {
    return new Decoder(
        2,
        16,
        2,
        Optional.empty(),
        Optional.empty(),
        hidden,
        10_000,
        1e-5,
        true,
        64,
        false,
        false,
        new NoScaling(),
        Optional.empty(),
        mixture,
        denseLayers);
  }

  @Test
  void denseLayersNeedAMixtureBehindThem() {
    assertThatThrownBy(() -> decoder(Optional.empty(), Optional.empty(), 1))
        .hasMessageStartingWith("dense-layers: without a mixture all layers are dense");
    assertThatThrownBy(() -> decoder(Optional.empty(), MIXTURE, 2))
        .hasMessageStartingWith("dense-layers: must be less than layers");
  }

  @Test
  void hiddenNeedsALayerThatIsNoMixture() {
    assertThatThrownBy(() -> decoder(Optional.of(24), MIXTURE, 0))
        .hasMessageStartingWith("hidden: has no effect, because every layer is a mixture");
    assertThat(decoder(Optional.of(24), MIXTURE, 1).hiddenSize()).isEqualTo(24);
    assertThat(decoder(Optional.empty(), MIXTURE, 0).transformer().mixtures()).hasSize(2);
  }

  @Test
  void aSharedGateNeedsSomethingShared() {
    assertThatThrownBy(() -> mixture(Optional.empty(), true))
        .hasMessageStartingWith("shared-gate: is true, but there is no shared expert");
    assertThat(mixture(Optional.of(8), true).sharedGate()).isTrue();
  }
}

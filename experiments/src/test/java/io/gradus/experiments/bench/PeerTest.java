package io.gradus.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import org.junit.jupiter.api.Test;

class PeerTest {
  @Test
  void thePeersFiguresAreRead() {
    assertThat(Peer.run("echo {\"seconds_per_step\":0.5,\"peak_rss_mb\":700}"))
        .containsEntry("seconds_per_step", 0.5)
        .containsEntry("peak_rss_mb", 700);
  }

  @Test
  void aMissingOrNonNumericFigureIsNamed() {
    assertThatThrownBy(() -> Peer.run("echo {\"peak_rss_mb\":700}"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--peer: prints no seconds_per_step as a number");
    assertThatThrownBy(() -> Peer.run("echo {\"peak_rss_mb\":\"much\"}"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--peer: prints no seconds_per_step, peak_rss_mb as a number");
  }
}

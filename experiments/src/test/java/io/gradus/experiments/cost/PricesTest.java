package io.gradus.experiments.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PricesTest {
  @TempDir
  private Path folder;

  private Prices read(String yaml) throws IOException {
    return Prices.read(Files.writeString(folder.resolve("prices.yaml"), yaml), Components.load());
  }

  @Test
  void hoursAndKilowattHoursAreCharged() throws IOException {
    Prices prices = read("{currency: EUR, machine-hour: 2, kilowatt-hour: 0.3}");
    // Half an hour, and 3.6 MJ, which is one kilowatt-hour.
    assertThat(prices.of(1800, OptionalDouble.of(3.6e6)))
        .containsEntry("machine", 1.0)
        .containsEntry("energy", 0.3);
  }

  @Test
  void wattsStandInOnlyWhereTheMachineReportsNoEnergy() throws IOException {
    Prices prices = read("{kilowatt-hour: 0.3, watts: 100}");
    assertThat(prices.of(36_000, OptionalDouble.empty()).get("energy"))
        .isCloseTo(0.3, within(1e-12));
    assertThat(prices.of(36_000, OptionalDouble.of(0))).containsEntry("energy", 0.0);
    assertThat(read("{kilowatt-hour: 0.3}").of(36_000, OptionalDouble.empty())).isEmpty();
  }

  @Test
  void allFaultsOfATableAreReportedWithTheNearestKey() {
    assertThatThrownBy(() -> read("""
        machine-hours: 2
        kilowatt-hour: cheap
        wats: 60
        """))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "prices.yaml:1:1: machine-hours: unknown key. Did you mean 'machine-hour'?")
        .hasMessageContaining("prices.yaml:2:16: kilowatt-hour: expected a number, but is 'cheap'")
        .hasMessageContaining("prices.yaml:3:1: wats: unknown key. Did you mean 'watts'?");
  }

  @Test
  void aTableThatChargesNothingOrLessIsRefused() {
    assertThatThrownBy(() -> read("currency: EUR"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("give machine-hour");
    assertThatThrownBy(() -> read("{machine-hour: -1, watts: 5}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("machine-hour: must be 0 or more, but is -1")
        .hasMessageContaining("watts: has no effect without kilowatt-hour");
  }
}

package io.gradus.experiments.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeterTest {
  @TempDir
  private Path powercap;

  private void counter(String folder, String name, long microjoules) throws IOException {
    Path at = Files.createDirectories(powercap.resolve(folder));
    Files.writeString(at.resolve("name"), name + "\n");
    Files.writeString(at.resolve("energy_uj"), microjoules + "\n");
    Files.writeString(at.resolve("max_energy_range_uj"), "1000000000\n");
  }

  @Test
  void energyIsTheSumOfPackagesAndMemoryAndNotOfTheirParts() throws IOException {
    counter("intel-rapl:0", "package-0", 1_000_000);
    counter("intel-rapl:0:0", "core", 500_000);
    counter("intel-rapl:0:1", "dram", 100_000);
    counter("intel-rapl:1", "psys", 9_000_000);
    Meter meter = new Meter(powercap);
    counter("intel-rapl:0", "package-0", 4_000_000);
    counter("intel-rapl:0:0", "core", 900_000);
    counter("intel-rapl:0:1", "dram", 350_000);
    counter("intel-rapl:1", "psys", 19_000_000);
    assertThat(meter.lap().joules().orElseThrow()).isCloseTo(3.25, within(1e-9));
    assertThat(meter.lap().joules().orElseThrow()).isZero();
  }

  @Test
  void aPackageThatTwoInterfacesShowCountsOnce() throws IOException {
    for (String folder : List.of("intel-rapl:0", "intel-rapl-mmio:0")) {
      counter(folder, "package-0", 1_000_000);
    }
    Meter meter = new Meter(powercap);
    for (String folder : List.of("intel-rapl:0", "intel-rapl-mmio:0")) {
      counter(folder, "package-0", 4_000_000);
    }
    assertThat(meter.lap().joules().orElseThrow()).isCloseTo(3, within(1e-9));
  }

  @Test
  void aCounterThatBeganAgainIsReadCorrectly() throws IOException {
    counter("intel-rapl:0", "package-0", 999_000_000);
    Meter meter = new Meter(powercap);
    counter("intel-rapl:0", "package-0", 2_000_000);
    assertThat(meter.lap().joules().orElseThrow()).isCloseTo(3, within(1e-9));
  }

  @Test
  void aMachineWithoutCountersReportsNoEnergy() {
    Meter.Lap lap = new Meter(powercap.resolve("absent")).lap();
    assertThat(lap.joules()).isEmpty();
    assertThat(lap.metrics()).containsOnlyKeys("time/processor");
  }

  @Test
  void processorSecondsGrowWithWork() {
    Meter meter = new Meter(powercap);
    double sum = 0;
    for (long begin = System.nanoTime(); System.nanoTime() - begin < 50_000_000; ) {
      sum += Math.sqrt(sum + 1);
    }
    Meter.Lap lap = meter.lap();
    assertThat(sum).isPositive();
    assertThat(lap.seconds()).isGreaterThan(0.04);
    assertThat(lap.processor()).isPositive();
  }
}

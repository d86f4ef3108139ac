package io.gradus.experiments.doctor;

import java.util.List;

/** The table of checks, in order. A check comes after all checks whose success it assumes. */
final class Checks {
  private Checks() {}

  static List<Check> all() {
    return List.of(
        new DataCheck(),
        new TemplateCheck(),
        new ThinkCheck(),
        new EndTokenCheck(),
        new ContextCheck(),
        new GoldCheck(),
        new DemonstrationCheck(),
        new PairCheck(),
        new LeakageCheck(),
        new RepeatCheck(),
        new GroupSizeCheck(),
        new TrustRegionCheck(),
        new LearningRateCheck(),
        new TokenBudgetCheck(),
        new TemperatureCheck(),
        new DeviceCheck(),
        new SandboxCheck(),
        new MemoryCheck(),
        new DiskCheck(),
        new SignalCheck());
  }

  /** Checks of settings alone. They read no data and sample nothing, so every training run makes them. */
  static List<Check> ofSettings() {
    return List.of(
        new GroupSizeCheck(), new TrustRegionCheck(), new LearningRateCheck(), new DeviceCheck());
  }
}

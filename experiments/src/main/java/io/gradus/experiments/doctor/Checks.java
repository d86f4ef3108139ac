package io.gradus.experiments.doctor;

import java.util.List;

/** The table of checks, in the order in which they are made: what the others rest on first. */
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
        new LeakageCheck(),
        new RepeatCheck(),
        new GroupSizeCheck(),
        new TrustRegionCheck(),
        new LearningRateCheck(),
        new TokenBudgetCheck(),
        new TemperatureCheck(),
        new SandboxCheck(),
        new MemoryCheck(),
        new DiskCheck(),
        new SignalCheck());
  }
}

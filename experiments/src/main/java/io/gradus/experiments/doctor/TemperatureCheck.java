package io.gradus.experiments.doctor;

import io.gradus.core.Sampling;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that the temperature of a stage gives completions that differ but are not noise. A stage whose completions must
 * differ refuses 0 itself.
 */
final class TemperatureCheck implements Check {
  private static final double LEAST = 0.5;
  private static final double MOST = 1.5;

  @Override
  public String name() {
    return "temperature";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Material material : subject.training()) {
      if (material.sampling().isPresent()) {
        findings.add(examine(
            material.place() + ".sampling.temperature", material.sampling().get()));
      }
    }
    return findings;
  }

  private Finding examine(String key, Sampling sampling) {
    double temperature = sampling.temperature();
    if (temperature == 0) { // rejection sampling permits it, with one completion of each problem
      return Finding.ok(name(), key, "each problem has one greedy completion");
    }
    if (temperature >= LEAST && temperature <= MOST) {
      return Finding.ok(name(), key, "groups are sampled at " + temperature);
    }
    return new Finding(
        Severity.WARNING,
        name(),
        temperature < LEAST
            ? "at %s the completions of a group are nearly the same, so few groups have a signal"
                .formatted(temperature)
            : "at %s completions are mostly noise".formatted(temperature),
        key,
        "Set 1 (0.7 to 1 are usual). Evaluations may have another temperature.");
  }
}

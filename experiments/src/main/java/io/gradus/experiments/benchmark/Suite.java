package io.gradus.experiments.benchmark;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Benchmarks to run together. */
@About("benchmarks to run together")
public record Suite(
    @Default("suite") @About("name of the suite in results") String name,

    @Default("17") @About("seed of the draws") long seed,

    List<Form> benchmarks) {
  public Suite {
    benchmarks = List.copyOf(benchmarks);
    if (benchmarks.isEmpty()) {
      throw new IllegalArgumentException("benchmarks: must name at least one");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < benchmarks.size(); i++) {
      String each = benchmarks.get(i).name();
      if (!each.matches("[A-Za-z0-9._-]+")) {
        throw new IllegalArgumentException(
            "benchmarks[%d]: name: must consist of letters, digits, points, dashes and underscores, but is '%s'"
                .formatted(i, each));
      }
      if (!names.add(each)) {
        throw new IllegalArgumentException(
            "benchmarks[%d]: name: '%s' is already a benchmark of this suite".formatted(i, each));
      }
    }
  }

  /** The suite without variants, which do not change the answers to the benchmarks' own prompts. */
  public Suite unvaried() {
    return new Suite(name, seed, benchmarks.stream().map(Form::unvaried).toList());
  }
}

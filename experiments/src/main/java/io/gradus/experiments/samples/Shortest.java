package io.gradus.experiments.samples;

import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Comparator;
import java.util.List;

/** Keeps the shortest correct completions of a problem. */
@About("the shortest correct completions")
public record Shortest(
    @Default("1") @About("most completions of a problem")
    int most)
    implements Keep {

  public Shortest {
    if (most < 1) {
      throw new IllegalArgumentException("most: must be positive, but is " + most);
    }
  }

  @Override
  public List<Integer> of(ScoredGroup group, List<Integer> fit) {
    return fit.stream()
        .sorted(Comparator.comparingInt(index -> Keep.length(group, index)))
        .limit(most)
        .toList();
  }
}

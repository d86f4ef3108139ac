package io.gradus.experiments.doctor;

import io.gradus.core.advantage.Advantage;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that groups are large enough to compare their completions. In a group of one, every relative advantage is 0.
 */
final class GroupSizeCheck implements Check {
  private static final int FEW = 4;

  @Override
  public String name() {
    return "group-size";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    var stages = subject.recipe().stages();
    for (int s = 0; s < stages.size(); s++) {
      String key = "stages[%d].plan.group-size".formatted(s);
      boolean taught = !stages.get(s).teachers().isEmpty();
      stages.get(s).exploration().ifPresent(exploration -> {
        int size = exploration.plan().groupSize();
        Advantage advantage = exploration.objective().advantage();
        if (taught) {
          findings.add(Finding.ok(
              name(), key, "a teacher judges each token, whatever the size of the group"));
        } else if (advantage.leastGroup() == 1) {
          findings.add(Finding.ok(name(), key, "the advantage works with groups of any size"));
        } else if (size < FEW) {
          findings.add(new Finding(
              Severity.NOTE,
              name(),
              "groups of %d rarely contain both a right and a wrong completion".formatted(size),
              key,
              "Set 8 or 16, the usual sizes."));
        } else {
          findings.add(Finding.ok(name(), key, "%d completions are compared".formatted(size)));
        }
      });
    }
    return findings;
  }
}

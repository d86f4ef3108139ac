package io.gradus.core.advantage;

import io.gradus.core.ScoredGroup;
import java.util.Arrays;

/** What is subtracted from a score before it is whitened. */
public enum Baseline {
  /** Nothing. */
  NONE {
    @Override
    double of(ScoredGroup group) {
      return 0;
    }
  },
  /** The mean score of the completion's group, without rewards of single tokens. */
  GROUP_MEAN {
    @Override
    double of(ScoredGroup group) {
      return Arrays.stream(group.counted())
          .mapToDouble(i -> group.scores().get(i).value())
          .average()
          .orElse(0);
    }
  };

  abstract double of(ScoredGroup group);
}

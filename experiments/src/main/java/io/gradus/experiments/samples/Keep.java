package io.gradus.experiments.samples;

import io.gradus.core.Completion;
import io.gradus.core.ScoredGroup;
import java.util.List;

/** Chooses which completions of a problem become training data, among those that no filter removed. */
public interface Keep {

  /**
   * Chooses completions.
   *
   * @param fit indices of the completions in the group that may be kept, in order
   * @return some of these indices, in the order of preference
   */
  List<Integer> of(ScoredGroup group, List<Integer> fit);

  /** Returns whether only completions that succeeded may be kept. */
  default boolean onlySucceeded() {
    return true;
  }

  /** Returns the number of a completion's tokens. */
  static int length(ScoredGroup group, int index) {
    Completion completion = group.group().completions().get(index);
    return completion.length();
  }
}

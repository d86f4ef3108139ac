package io.gradus.core.objective;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Group;
import io.gradus.core.ScoredGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Makes experiences from groups and their advantages. */
final class StepExperience {
  private StepExperience() {}

  /**
   * One experience for each completion, in order, with weights of 1.
   *
   * @param advantages advantages of the explored groups. Demonstrations outside the groups have no advantage, because
   *     there is nothing to compare them with
   * @param maskTruncated whether truncated completions are left out of the gradient
   */
  static List<Experience> of(
      List<ScoredGroup> groups, Iterator<double[][]> advantages, boolean maskTruncated) {
    List<Experience> all = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      ScoredGroup scored = groups.get(g);
      double[][] own = scored.group().explored() ? advantages.next() : zeros(scored.group());
      for (int i = 0; i < scored.group().size(); i++) {
        Completion completion = scored.group().completions().get(i);
        boolean masked = !scored.learns(i) || (maskTruncated && completion.truncated());
        double[] ones = new double[completion.length()];
        Arrays.fill(ones, 1);
        all.add(new Experience(scored, i, own[i], ones, masked));
      }
    }
    return all;
  }

  private static double[][] zeros(Group group) {
    return group.completions().stream()
        .map(completion -> new double[completion.length()])
        .toArray(double[][]::new);
  }
}

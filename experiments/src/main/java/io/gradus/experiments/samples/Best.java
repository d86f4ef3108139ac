package io.gradus.experiments.samples;

import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Comparator;
import java.util.List;

/** Keeps the completions with the highest rewards, whatever their verdict: best-of-n. */
@About("the completions with the highest rewards, even if they are wrong (best-of-n)")
public record Best(
    @Default("1") @About("most completions of a problem") int most) implements Keep {

  public Best {
    if (most < 1) {
      throw new IllegalArgumentException("most: must be positive, but is " + most);
    }
  }

  @Override
  public List<Integer> of(ScoredGroup group, List<Integer> fit) {
    Comparator<Integer> reward =
        Comparator.comparingDouble(index -> group.scores().get(index).value());
    return fit.stream().sorted(reward.reversed()).limit(most).toList();
  }

  @Override
  public boolean onlySucceeded() {
    return false;
  }
}

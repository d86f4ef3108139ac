package io.gradus.experiments.samples;

import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.List;

/**
 * Keeps every correct completion up to a limit for each problem. Without a limit, easy problems fill the data (RFT,
 * arXiv:2308.01825).
 */
@About("all correct completions, up to a limit for each problem")
public record AllCorrect(
    @Default("4") @About("most completions of a problem")
    int most)
    implements Keep {

  public AllCorrect {
    if (most < 1) {
      throw new IllegalArgumentException("most: must be positive, but is " + most);
    }
  }

  @Override
  public List<Integer> of(ScoredGroup group, List<Integer> fit) {
    return fit.subList(0, Math.min(most, fit.size()));
  }
}

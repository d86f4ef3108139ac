package io.gradus.core.curriculum;

import io.gradus.core.Dataset;
import io.gradus.core.component.About;

/** The data set's own order, whatever the outcomes. A data set that sorts or balances its problems is kept as it is. */
@About("the data set's own order")
public record DataOrder() implements Curriculum {

  @Override
  public ProblemChoice over(Dataset dataset, long seed, int stride) {
    return (step, index) -> dataset.problem(seed, step, index, stride);
  }
}

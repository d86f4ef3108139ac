package io.gradus.core.trainer;

import io.gradus.core.component.About;

/** The policy's own completions, G for each problem, as in Algorithm 1 of arXiv:2402.03300. */
@About("the policy's own completions, as in GRPO (arXiv:2402.03300)")
public record OnPolicy() implements Gathering {

  @Override
  public Gathered gather(Step step) {
    return Refilled.gather(
        step,
        problems -> step.sample(problems.stream()
            .map(problem -> step.draw(problem, step.groupSize()))
            .toList()));
  }
}

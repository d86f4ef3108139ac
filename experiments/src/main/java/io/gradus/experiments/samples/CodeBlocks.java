package io.gradus.experiments.samples;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.component.About;

/** Removes completions with a fenced block of code (arXiv:2501.12948). Leave it out for programming problems. */
@About("removes completions with a fenced block of code")
public record CodeBlocks() implements SampleFilter {

  @Override
  public boolean accepts(Problem problem, Completion completion) {
    return !completion.text().contains("```");
  }
}

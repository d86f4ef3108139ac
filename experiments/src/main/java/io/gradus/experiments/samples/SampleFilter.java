package io.gradus.experiments.samples;

import io.gradus.core.Completion;
import io.gradus.core.Problem;

/**
 * A condition that a completion must meet to become training data. DeepSeek-R1 removed "mixed languages, long
 * paragraphs, and code blocks" (arXiv:2501.12948v2, section on rejection sampling).
 */
@FunctionalInterface
public interface SampleFilter {

  /** Returns whether a completion is fit to be imitated. Never throws because of what the completion says. */
  boolean accepts(Problem problem, Completion completion);
}

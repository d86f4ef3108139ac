package io.gradus.core;

/** Scores groups: line 8 of Algorithm 1, arXiv:2402.03300. */
@FunctionalInterface
public interface Judge {
  /** Scores every completion of a group. Never throws because of what a completion says. */
  ScoredGroup judge(Group group);
}

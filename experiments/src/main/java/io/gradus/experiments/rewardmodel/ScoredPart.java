package io.gradus.experiments.rewardmodel;

import io.gradus.core.component.Labelled;

/** What a reward model reads of a completion. */
public enum ScoredPart implements Labelled {
  /** All of it. */
  WHOLE("whole"),
  /** The text after the last {@code </think>}, without white space around it; empty if there is no such tag. */
  ANSWER("answer");

  private static final String END_THINK = "</think>";

  private final String label;

  ScoredPart(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  String of(String completion) {
    int end = completion.lastIndexOf(END_THINK);
    return switch (this) {
      case WHOLE -> completion;
      case ANSWER ->
        end < 0 ? "" : completion.substring(end + END_THINK.length()).strip();
    };
  }
}

package io.gradus.experiments.benchmark;

/** Corrections of raw texts from a file. */
public enum Clean {
  /** The text as it is. */
  NONE {
    @Override
    String of(String text) {
      return text;
    }
  },
  /** Removes the marks of WikiHow texts from HellaSwag, in the order of lm-evaluation-harness. */
  WIKIHOW {
    @Override
    String of(String text) {
      return text.strip()
          .replace(" [title]", ". ")
          .replaceAll("(?d)\\[.*?\\]", "")
          .replace("  ", " ");
    }
  };

  abstract String of(String text);
}

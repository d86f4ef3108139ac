package io.gradus.experiments.teacher;

import java.nio.file.Path;
import java.util.Optional;

/** A model from which a recipe distils. Its weights come from files, or are the policy's own. */
public interface Teacher {
  /** Question without additional text. */
  String QUESTION = "{question}";

  /** Returns a folder of Hugging Face files, a GGUF, or a run directory; empty if the weights are the policy's own. */
  Optional<Path> files();

  /** Returns the checkpoint, if the files are a run; empty: the newest checkpoint. */
  Optional<String> checkpoint();

  /**
   * Returns whether the teacher keeps the policy's weights from the beginning of the stage. A teacher with files does
   * not.
   */
  boolean keepsFirstWeights();

  /**
   * Returns the text that the teacher reads as the question; {@code {question}}, {@code {answer}} and {@code
   * {reasoning}} are taken from the problem.
   */
  String question();
}

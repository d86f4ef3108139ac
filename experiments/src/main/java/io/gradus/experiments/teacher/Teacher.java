package io.gradus.experiments.teacher;

import java.nio.file.Path;
import java.util.Optional;

/** A model that a recipe distils from, under a name. Its weights come from files, or are the policy's own. */
public interface Teacher {
  /** What a question stays when nothing is added to it. */
  String QUESTION = "{question}";

  /** A folder of Hugging Face files, a GGUF, or a run directory; empty: the weights are the policy's own. */
  Optional<Path> files();

  /** Which checkpoint of a run; empty: the newest. */
  Optional<String> checkpoint();

  /** Whether it keeps the policy's weights as they were when the stage began. A teacher with files does not. */
  boolean keepsFirstWeights();

  /** What it reads as the question: {@code {question}}, {@code {answer}} and {@code {reasoning}} are the problem's. */
  String question();
}

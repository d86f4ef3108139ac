package io.gradus.experiments.recipe;

import io.gradus.core.architecture.Architecture;
import io.gradus.core.component.Labelled;
import io.gradus.core.pretrained.PretrainedModel;
import java.nio.file.Path;

/** What a recipe's model computes from its final states. */
public enum PolicyHead implements Labelled {
  /** The next token: a language model. */
  LANGUAGE("language"),
  /** One number for a text: a reward model. */
  SCORE("score");

  private final String label;

  PolicyHead(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** Returns an architecture with this head. */
  Architecture on(Architecture architecture) {
    return this == SCORE ? architecture.transformer().scalar() : architecture;
  }

  /**
   * Opens files of a model to use them with this head. A language model gets a new scalar head where one is needed.
   *
   * @throws io.gradus.core.UserError if they cannot be read, or hold a reward model where a language model is needed
   */
  public PretrainedModel open(Path files) {
    return this == SCORE ? PretrainedModel.openForScores(files) : PretrainedModel.open(files);
  }
}

package io.gradus.experiments.recipe;

import io.gradus.core.component.Labelled;

/** Whether a training pass keeps only the input of each layer, and runs the layer again in the backward pass. */
public enum ActivationCheckpointing implements Labelled {
  /** Used only if the run would not fit its memory otherwise. */
  AUTO("auto"),
  ON("true"),
  OFF("false");

  private final String label;

  ActivationCheckpointing(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}

package io.gradus.core.huggingface;

import io.gradus.core.architecture.Transformer;

/** Reader of the configurations of one {@code model_type}. */
public interface ModelFamily {

  /** Reads the layers; faults are added to the fields. */
  Transformer read(ConfigFields fields);
}

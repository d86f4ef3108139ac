package io.gradus.core.huggingface;

import io.gradus.core.architecture.Transformer;

/** How configurations of one {@code model_type} are read. */
public interface ModelFamily {

  /** The layers; faults are left with the fields. */
  Transformer read(ConfigFields fields);
}

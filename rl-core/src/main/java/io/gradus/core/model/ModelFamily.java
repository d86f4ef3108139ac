package io.gradus.core.model;

import io.gradus.core.policy.Transformer;

/** How configurations of one {@code model_type} are read. */
interface ModelFamily {

  /** The layers; faults are left with the fields. */
  Transformer read(ConfigFields fields);
}

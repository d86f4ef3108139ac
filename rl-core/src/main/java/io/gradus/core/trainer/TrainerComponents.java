package io.gradus.core.trainer;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;
import io.gradus.core.policy.Architecture;
import io.gradus.core.policy.Decoder;

/** Architectures, optimizers and schedules by name. */
public final class TrainerComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(Architecture.class, "decoder", Decoder.class)
        .add(Optimizer.class, "adamw", AdamWSettings.class)
        .add(Schedule.class, "constant", Constant.class)
        .add(Schedule.class, "linear", Linear.class)
        .add(Schedule.class, "cosine", Cosine.class);
  }
}

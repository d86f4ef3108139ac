package io.gradus.core.trainer;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;
import io.gradus.core.policy.Architecture;
import io.gradus.core.policy.Decoder;
import io.gradus.core.policy.LinearScaling;
import io.gradus.core.policy.Llama3Scaling;
import io.gradus.core.policy.NoScaling;
import io.gradus.core.policy.RopeScaling;
import io.gradus.core.policy.YarnScaling;

/** Architectures, optimizers and schedules by name. */
public final class TrainerComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(Architecture.class, "decoder", Decoder.class)
        .add(RopeScaling.class, "none", NoScaling.class)
        .add(RopeScaling.class, "linear", LinearScaling.class)
        .add(RopeScaling.class, "llama3", Llama3Scaling.class)
        .add(RopeScaling.class, "yarn", YarnScaling.class)
        .add(Optimizer.class, "adamw", AdamWSettings.class)
        .add(Schedule.class, "constant", Constant.class)
        .add(Schedule.class, "linear", Linear.class)
        .add(Schedule.class, "cosine", Cosine.class);
  }
}

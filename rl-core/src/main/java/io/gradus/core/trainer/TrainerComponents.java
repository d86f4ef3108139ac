package io.gradus.core.trainer;

import io.gradus.core.architecture.Architecture;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.architecture.LinearScaling;
import io.gradus.core.architecture.Llama3Scaling;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.RopeScaling;
import io.gradus.core.architecture.YarnScaling;
import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.policy.optimizer.Constant;
import io.gradus.core.policy.optimizer.Cosine;
import io.gradus.core.policy.optimizer.Hypergradient;
import io.gradus.core.policy.optimizer.Linear;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.policy.optimizer.Schedule;

/** Architectures, gatherings, optimizers and schedules by name. */
public final class TrainerComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(Architecture.class, "decoder", Decoder.class)
        .add(RopeScaling.class, "none", NoScaling.class)
        .add(RopeScaling.class, "linear", LinearScaling.class)
        .add(RopeScaling.class, "llama3", Llama3Scaling.class)
        .add(RopeScaling.class, "yarn", YarnScaling.class)
        .add(Gathering.class, "on-policy", OnPolicy.class)
        .add(Gathering.class, "expert-in-group", ExpertInGroup.class)
        .add(Gathering.class, "expert-prefix", ExpertPrefix.class)
        .add(Gathering.class, "greedy-baseline", GreedyBaselines.class)
        .add(Gathering.class, "hinted", Hinted.class)
        .add(Gathering.class, "with-demonstrations", WithDemonstrations.class)
        .add(Optimizer.class, "adamw", AdamWSettings.class)
        .add(Optimizer.class, "hypergradient", Hypergradient.class)
        .add(Schedule.class, "constant", Constant.class)
        .add(Schedule.class, "linear", Linear.class)
        .add(Schedule.class, "cosine", Cosine.class);
  }
}

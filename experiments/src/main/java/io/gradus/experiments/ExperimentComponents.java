package io.gradus.experiments;

import io.gradus.core.Reward;
import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;
import io.gradus.experiments.benchmark.Form;
import io.gradus.experiments.benchmark.Generative;
import io.gradus.experiments.benchmark.MultipleChoice;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.evaluation.PairBenchmark;
import io.gradus.experiments.evaluation.PassAtKBenchmark;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.experiments.stage.GrpoStage;
import io.gradus.experiments.stage.RewardModelStage;
import io.gradus.experiments.stage.SftStage;
import io.gradus.experiments.stage.Stage;
import io.gradus.experiments.teacher.ModelTeacher;
import io.gradus.experiments.teacher.SelfTeacher;
import io.gradus.experiments.teacher.Teacher;

/** Stages, teachers and benchmarks by name. */
public final class ExperimentComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(Stage.class, "grpo", GrpoStage.class)
        .add(Stage.class, "reward-model", RewardModelStage.class)
        .add(Stage.class, "sft", SftStage.class)
        .add(Reward.class, "reward-model", RewardModel.class)
        .add(Teacher.class, "model", ModelTeacher.class)
        .add(Teacher.class, "self", SelfTeacher.class)
        .add(Form.class, "generative", Generative.class)
        .add(Form.class, "multiple-choice", MultipleChoice.class)
        .add(Benchmark.class, "pairs", PairBenchmark.class)
        .add(Benchmark.class, "pass-at-k", PassAtKBenchmark.class);
  }
}

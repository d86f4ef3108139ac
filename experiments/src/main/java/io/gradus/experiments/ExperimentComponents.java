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
import io.gradus.experiments.evaluation.StepBenchmark;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.experiments.samples.AllCorrect;
import io.gradus.experiments.samples.Best;
import io.gradus.experiments.samples.CodeBlocks;
import io.gradus.experiments.samples.Diverse;
import io.gradus.experiments.samples.Keep;
import io.gradus.experiments.samples.LongParagraphs;
import io.gradus.experiments.samples.MixedLanguages;
import io.gradus.experiments.samples.Repetitive;
import io.gradus.experiments.samples.SampleFilter;
import io.gradus.experiments.samples.Shortest;
import io.gradus.experiments.stage.GrpoStage;
import io.gradus.experiments.stage.PreferenceStage;
import io.gradus.experiments.stage.ProcessRewardModelStage;
import io.gradus.experiments.stage.RejectionSamplingStage;
import io.gradus.experiments.stage.RewardModelStage;
import io.gradus.experiments.stage.SftStage;
import io.gradus.experiments.stage.Stage;
import io.gradus.experiments.teacher.ModelTeacher;
import io.gradus.experiments.teacher.SelfTeacher;
import io.gradus.experiments.teacher.Teacher;

/** Stages, teachers, benchmarks and rules of rejection sampling by name. */
public final class ExperimentComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(Stage.class, "grpo", GrpoStage.class)
        .add(Stage.class, "sft", SftStage.class)
        .add(Stage.class, "preference", PreferenceStage.class)
        .add(Stage.class, "reward-model", RewardModelStage.class)
        .add(Stage.class, "rejection-sampling", RejectionSamplingStage.class)
        .add(Stage.class, "process-reward-model", ProcessRewardModelStage.class)
        .add(Keep.class, "all-correct", AllCorrect.class)
        .add(Keep.class, "best", Best.class)
        .add(Keep.class, "shortest", Shortest.class)
        .add(Keep.class, "diverse", Diverse.class)
        .add(SampleFilter.class, "mixed-languages", MixedLanguages.class)
        .add(SampleFilter.class, "repetitive", Repetitive.class)
        .add(SampleFilter.class, "long-paragraphs", LongParagraphs.class)
        .add(SampleFilter.class, "code-blocks", CodeBlocks.class)
        .add(Reward.class, "reward-model", RewardModel.class)
        .add(Teacher.class, "model", ModelTeacher.class)
        .add(Teacher.class, "self", SelfTeacher.class)
        .add(Form.class, "generative", Generative.class)
        .add(Form.class, "multiple-choice", MultipleChoice.class)
        .add(Benchmark.class, "pairs", PairBenchmark.class)
        .add(Benchmark.class, "steps", StepBenchmark.class)
        .add(Benchmark.class, "pass-at-k", PassAtKBenchmark.class);
  }
}

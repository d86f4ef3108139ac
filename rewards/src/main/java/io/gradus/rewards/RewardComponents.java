package io.gradus.rewards;

import io.gradus.core.Reward;
import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;
import io.gradus.rewards.answer.ArithmeticAnswer;
import io.gradus.rewards.answer.ChoiceMatch;
import io.gradus.rewards.answer.CountdownAnswer;
import io.gradus.rewards.answer.ExactMatch;
import io.gradus.rewards.answer.Game24Answer;
import io.gradus.rewards.answer.NumberAnswer;
import io.gradus.rewards.combine.All;
import io.gradus.rewards.combine.Clip;
import io.gradus.rewards.combine.First;
import io.gradus.rewards.combine.Gate;
import io.gradus.rewards.combine.Sum;
import io.gradus.rewards.process.StepLabels;
import io.gradus.rewards.process.StepMatch;
import io.gradus.rewards.shape.CosineLength;
import io.gradus.rewards.shape.Format;
import io.gradus.rewards.shape.KimiLength;
import io.gradus.rewards.shape.LanguageConsistency;
import io.gradus.rewards.shape.Loop;
import io.gradus.rewards.shape.RegexMatch;
import io.gradus.rewards.shape.Repetition;
import io.gradus.rewards.shape.SoftOverlong;
import io.gradus.rewards.shape.TagCount;

/** The rewards of this module; each name is the class's name in kebab-case. */
public final class RewardComponents implements ComponentTable {

  @Override
  public void list(Components components) {
    components
        .add(Reward.class, "arithmetic-answer", ArithmeticAnswer.class)
        .add(Reward.class, "countdown-answer", CountdownAnswer.class)
        .add(Reward.class, "game24-answer", Game24Answer.class)
        .add(Reward.class, "number-answer", NumberAnswer.class)
        .add(Reward.class, "exact-match", ExactMatch.class)
        .add(Reward.class, "choice-match", ChoiceMatch.class)
        .add(Reward.class, "format", Format.class)
        .add(Reward.class, "tag-count", TagCount.class)
        .add(Reward.class, "regex-match", RegexMatch.class)
        .add(Reward.class, "soft-overlong", SoftOverlong.class)
        .add(Reward.class, "kimi-length", KimiLength.class)
        .add(Reward.class, "cosine-length", CosineLength.class)
        .add(Reward.class, "repetition", Repetition.class)
        .add(Reward.class, "loop", Loop.class)
        .add(Reward.class, "language-consistency", LanguageConsistency.class)
        .add(Reward.class, "step-match", StepMatch.class)
        .add(Reward.class, "step-labels", StepLabels.class)
        .add(Reward.class, "sum", Sum.class)
        .add(Reward.class, "gate", Gate.class)
        .add(Reward.class, "all", All.class)
        .add(Reward.class, "first", First.class)
        .add(Reward.class, "clip", Clip.class);
  }
}

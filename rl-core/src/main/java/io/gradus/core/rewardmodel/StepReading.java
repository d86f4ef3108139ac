package io.gradus.core.rewardmodel;

import io.gradus.core.Completion;
import io.gradus.core.Demonstration;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.StepScore;
import io.gradus.core.UserError;
import io.gradus.core.Verdict;
import io.gradus.core.objective.RewardTrial;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.text.Template;
import io.gradus.core.text.TextEnds;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.SupervisedPlan;
import io.gradus.core.trainer.SupervisedTrainer;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns problems into texts with labelled steps. The texts of a problem are its demonstration and, if it has one, its
 * rejected completion. A process reward labels their steps.
 *
 * @param context longest sequence that the model can read
 * @param labels the process reward; its scores of steps are the labels
 */
public record StepReading(Tokenizer tokenizer, Template template, int context, Reward labels) {

  /**
   * Returns the texts of a problem.
   *
   * @throws UserError if the problem has no text, its steps cannot be labelled, or a text exceeds the context
   */
  public List<LabelledSteps> texts(Problem problem) {
    Demonstration own = problem
        .demonstration()
        .orElseThrow(() -> new UserError(
            "problem '%s' has no demonstration whose steps could be labelled. Use a data set with demonstrations, such as slips, or a file with the columns prompt, completions and labels"
                .formatted(problem.id())));
    List<LabelledSteps> texts = new ArrayList<>();
    texts.add(labelled(problem, own));
    problem.rejected().ifPresent(worse -> texts.add(labelled(problem, worse.demonstration())));
    return texts;
  }

  /**
   * Returns the texts of problems, in order.
   *
   * @throws UserError as {@link #texts(Problem)}
   */
  public List<LabelledSteps> texts(List<Problem> problems) {
    return problems.stream().flatMap(problem -> texts(problem).stream()).toList();
  }

  /**
   * Returns the largest pass through the network of a stage that learns from these texts.
   *
   * @param problems problems that are known before the stage begins
   * @param microBatchTokens tokens in one pass, if the plan does not set them
   */
  public MemoryPlan.Load load(List<Problem> problems, SupervisedPlan plan, int microBatchTokens) {
    int prompt = 1;
    int completion = 1;
    for (LabelledSteps text : texts(problems)) {
      prompt = Math.max(prompt, text.sequence().prompt().length);
      completion = Math.max(completion, text.sequence().completion().length);
    }
    int sequences = 2 * plan.batch();
    return new MemoryPlan.Load(
        prompt,
        completion,
        2,
        0,
        Math.min(sequences, plan.microBatch().orElse(sequences)),
        plan.microBatchTokens().orElse(microBatchTokens));
  }

  private LabelledSteps labelled(Problem problem, Demonstration text) {
    TokenSequence sequence = SupervisedTrainer.whole(problem, text, tokenizer, template);
    int length = sequence.prompt().length + sequence.completion().length;
    if (length > context) {
      throw new UserError(
          "problem '%s': its prompt and a text have %d tokens, more than the model's context of %d. Shorten the text, leave it out, or raise policy.architecture.context"
              .formatted(problem.id(), length, context));
    }
    Completion completion =
        Completion.ofText(template.completion(text), sequence.completion(), FinishReason.STOP);
    Score score = RewardTrial.judge(labels, new Group(problem, List.of(completion)))
        .scores()
        .get(0);
    if (score.verdict() == Verdict.VERIFIER_ERROR) {
      throw new UserError(
          "problem '%s': its steps have no labels: %s".formatted(problem.id(), score.why()));
    }
    double[] values = score.steps().stream().mapToDouble(StepScore::value).toArray();
    for (double value : values) {
      if (!(value >= 0 && value <= 1)) {
        throw new UserError(
            "problem '%s': the label of a step must be from 0 to 1, but is %s. Change the reward in 'labels'"
                .formatted(problem.id(), value));
      }
    }
    int[] ends = score.steps().stream().mapToInt(StepScore::end).toArray();
    return new LabelledSteps(
        problem.id(),
        sequence.scoredAt(TextEnds.tokens(tokenizer, sequence.completion(), ends)),
        values);
  }
}

package io.gradus.experiments.rewardmodel;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Steps;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The score of a frozen reward model. The component only names the model: a run loads it and puts a {@link
 * LoadedRewardModel} in its place ({@link Reward#replaced}). The score gives no verdict, and its scale is arbitrary, so
 * an advantage that divides by the group's deviation fits best.
 *
 * <p>With {@code steps}, the model is a process reward model: each step has the probability {@code sigmoid(score)} that
 * it is right, read at the step's last token.
 *
 * @param model a run that trained a reward model, or a folder of Hugging Face files for sequence classification with
 *     one label
 * @param checkpoint checkpoint, if the model is a run
 * @param part what the model reads of a completion; R1 judges helpfulness by the answer only (arXiv:2501.12948,
 *     section 2.3.4)
 * @param whole score of the whole completion, which an advantage without steps reads (arXiv:2312.08935: the minimum)
 */
@About("the score of a frozen reward model, in batches of a group")
public record RewardModel(
    @About("a run that trained a reward model, or a folder of Hugging Face files for sequence "
        + "classification with one label")
    Path model,

    @About("which checkpoint of a run, such as reward-model-200 or best; absent: the newest")
    Optional<String> checkpoint,

    @Default("whole")
    @About(
        "what the model reads of a completion: whole, or answer (the text after the last </think>)")
    ScoredPart part,

    @About("how completions are cut into steps, for a process reward model; absent: one score at "
        + "the end")
    Optional<Steps> steps,

    @About("score of a completion whose steps are scored: min, product, mean or last; absent: min")
    Optional<WholeScore> whole)
    implements Reward {

  public RewardModel {
    if (steps.isPresent() && part != ScoredPart.WHOLE) {
      throw new IllegalArgumentException(
          "part: a model that scores steps reads the whole completion. Remove part or steps");
    }
    if (steps.isEmpty() && whole.isPresent()) {
      throw new IllegalArgumentException(
          "whole: there are no scores of steps to combine. Set steps, or remove whole");
    }
  }

  /**
   * Refuses a reward whose scores of steps are no labels to learn from.
   *
   * @throws IllegalArgumentException whose message begins with the key {@code labels}
   */
  public static void checkLabels(Reward labels) {
    if (!in(labels).isEmpty()) {
      throw new IllegalArgumentException(
          "labels: a reward model cannot label the steps that a reward model learns from. Use a verifier such as step-match, or step-labels");
    }
    if (labels.stepwise().isEmpty()) {
      throw new IllegalArgumentException(
          "labels: %s scores whole completions, not steps. Use step-match, or step-labels for a file with labels"
              .formatted(labels.getClass().getSimpleName()));
    }
  }

  @Override
  public Optional<Steps> stepwise() {
    return steps;
  }

  /** Returns all reward models in a reward. */
  public static List<RewardModel> in(Reward reward) {
    List<RewardModel> found = new ArrayList<>();
    var unused = reward.replaced(part -> {
      if (part instanceof RewardModel model) {
        found.add(model);
      }
      return part;
    });
    return found;
  }

  /** Returns a reward whose reward models give 0, to try the other parts before a model is loaded. */
  public static Reward standIn(Reward reward) {
    Reward nothing = (problem, completion) -> Score.unjudged(0, "the reward model is not loaded");
    return reward.replaced(part -> part instanceof RewardModel ? nothing : part);
  }

  /** Returns a verifier error, because only a run loads the model. */
  @Override
  public Score score(Problem problem, Completion completion) {
    return Score.verifierError(
        "reward-model: only training, rejection sampling and gradus score load %s"
            .formatted(model));
  }
}

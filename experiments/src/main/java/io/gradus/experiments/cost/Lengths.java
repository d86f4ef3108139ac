package io.gradus.experiments.cost;

import io.gradus.core.Group;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.objective.RewardTrial;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.experiments.run.StageSeed;
import io.gradus.experiments.stage.Stage;
import java.util.List;
import java.util.Optional;

/**
 * Lengths that the completions of a sampling stage may have, in tokens.
 *
 * @param all mean over all completions at the beginning of the stage
 * @param right mean over correct completions, towards which the stage moves
 * @param longest longest completion of a step
 * @param rightShare share of correct completions; NaN if the reward gives no verdicts
 * @param demonstrated whether the lengths are those of demonstrations, because the calibration cut the cold start short
 */
record Lengths(double all, double right, double longest, double rightShare, boolean demonstrated) {
  /** Fewest correct demonstrations whose mean length is used. */
  private static final int FEW = 10;

  /** Returns these lengths, but with one length for all completions. */
  Lengths at(int length) {
    return new Lengths(length, length, length, rightShare, demonstrated);
  }

  /**
   * Returns the share of groups whose completions are not all right and not all wrong, if draws are independent. Without
   * verdicts, rewards differ in every group.
   */
  double signal(int group) {
    return Double.isNaN(rightShare)
        ? 1
        : 1 - Math.pow(rightShare, group) - Math.pow(1 - rightShare, group);
  }

  /** Returns the mean length over the stage, if the mean changes steadily from {@code all} to {@code right}. */
  double mean() {
    return (all + right) / 2;
  }

  /**
   * Returns the lengths of a sampling stage. If the calibration cut a cold start short, the lengths of its
   * demonstrations are used. Otherwise, the lengths that the calibration observed are used.
   *
   * @param stage 1-based
   * @param trials measured steps of all stages up to this one
   * @param before cold start that was cut short before the recipe begins
   */
  static Lengths of(Recipe recipe, int stage, List<Trial> trials, Optional<Imitation> before) {
    Stage sampling = recipe.stages().get(stage - 1);
    Trial trial = trials.get(stage - 1);
    Lengths observed = new Lengths(
        trial.length(),
        trial.rightLength(),
        trial.mean("length/max"),
        trial.mean("pass_rate"),
        false);
    return imitated(recipe, stage - 1, trials)
        .or(() -> before)
        .flatMap(imitation -> demonstrated(recipe, imitation, sampling))
        .orElse(observed);
  }

  /**
   * Returns the newest cold start that was cut short; empty if there is none.
   *
   * @param last stage up to which is looked, 1-based
   */
  static Optional<Imitation> imitated(Recipe recipe, int last, List<Trial> trials) {
    for (int s = last; s >= 1; s--) {
      Stage stage = recipe.stages().get(s - 1);
      boolean imitates = stage.draws().isEmpty() && stage.longPairs().isEmpty();
      if (imitates && stage.reading().isPresent() && trials.get(s - 1).count() < stage.steps()) {
        return Optional.of(new Imitation(stage.reading().orElseThrow(), StageSeed.of(recipe, s)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Lengths> demonstrated(
      Recipe recipe, Imitation imitation, Stage sampling) {
    Optional<List<Imitation.Shown>> demonstrations = imitation.shown(recipe);
    if (demonstrations.isEmpty()) {
      return Optional.empty();
    }
    int most = sampling.draws().orElseThrow().maxTokens();
    Reward reward = RewardModel.standIn(sampling.judgedBy().orElseThrow());
    double all = 0;
    double right = 0;
    int longest = 0;
    int correct = 0;
    int judged = 0;
    for (Imitation.Shown shown : demonstrations.get()) {
      int length = Math.min(shown.completion().length(), most);
      all += length;
      longest = Math.max(longest, length);
      Group group = new Group(shown.problem(), List.of(shown.completion()));
      Score score = RewardTrial.judge(reward, group).scores().get(0);
      judged += score.verdict() == Verdict.UNJUDGED ? 0 : 1;
      if (score.correct()) {
        correct++;
        right += length;
      }
    }
    int count = demonstrations.get().size();
    double mean = all / count;
    return Optional.of(new Lengths(
        mean,
        correct < FEW ? mean : right / correct,
        longest,
        judged == 0 ? Double.NaN : (double) correct / count,
        true));
  }
}

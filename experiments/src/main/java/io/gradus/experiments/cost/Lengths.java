package io.gradus.experiments.cost;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.objective.RewardTrial;
import io.gradus.core.trainer.Exploration;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.StageSeed;
import io.gradus.experiments.stage.Reading;
import io.gradus.experiments.stage.Stage;
import io.gradus.rollouts.Sampler;
import java.util.List;

/**
 * Lengths that the completions of a sampling stage may have, in tokens.
 *
 * @param all mean over all completions at the beginning of the stage
 * @param right mean over correct completions, towards which the stage moves
 * @param longest longest completion of a step
 * @param rightShare share of correct completions
 * @param demonstrated whether the lengths are those of demonstrations, because the calibration cut the cold start short
 */
record Lengths(double all, double right, double longest, double rightShare, boolean demonstrated) {
  private static final int DEMONSTRATIONS = 512;
  /** Fewest correct demonstrations whose mean length is used. */
  private static final int FEW = 10;

  /** Returns these lengths, but with one length for all completions. */
  Lengths at(int length) {
    return new Lengths(length, length, length, rightShare, demonstrated);
  }

  /** Returns the share of groups whose completions are not all right and not all wrong, if draws are independent. */
  double signal(int group) {
    return 1 - Math.pow(rightShare, group) - Math.pow(1 - rightShare, group);
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
   */
  static Lengths of(Recipe recipe, int stage, List<Trial> trials) {
    Exploration explores = recipe.stages().get(stage - 1).exploration().orElseThrow();
    Trial trial = trials.get(stage - 1);
    Lengths observed = new Lengths(
        trial.length(),
        trial.rightLength(),
        trial.mean("length/max"),
        trial.mean("pass_rate"),
        false);
    for (int s = stage - 1; s >= 1; s--) {
      Stage before = recipe.stages().get(s - 1);
      boolean cut = trials.get(s - 1).count() < before.steps();
      if (!before.explores() && cut && before.reading().isPresent()) {
        return demonstrated(recipe, s, before.reading().orElseThrow(), explores, observed);
      }
    }
    return observed;
  }

  private static Lengths demonstrated(
      Recipe recipe, int s, Reading reading, Exploration explores, Lengths observed) {
    long seed = StageSeed.of(recipe, s);
    double all = 0;
    double right = 0;
    int longest = 0;
    int correct = 0;
    for (int i = 0; i < DEMONSTRATIONS; i++) {
      Problem problem = reading.dataset().problem(seed, 1, i, DEMONSTRATIONS);
      Completion shown;
      try {
        shown = Sampler.expert(
            problem,
            recipe.tokenizer(),
            recipe.boundTemplate(),
            recipe.architecture().context());
      } catch (UserError e) {
        return observed; // the data set has no demonstrations
      }
      int length = Math.min(shown.length(), explores.sampling().maxTokens());
      all += length;
      longest = Math.max(longest, length);
      Group group = new Group(problem, List.of(shown));
      if (RewardTrial.judge(explores.objective().reward(), group)
          .scores()
          .get(0)
          .correct()) {
        correct++;
        right += length;
      }
    }
    double mean = all / DEMONSTRATIONS;
    return new Lengths(
        mean,
        correct < FEW ? mean : right / correct,
        longest,
        (double) correct / DEMONSTRATIONS,
        true);
  }
}

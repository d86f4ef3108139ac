package io.gradus.rewards.process;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.StepScore;
import io.gradus.core.Steps;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The labels that a data set gives to the steps of its own text, such as a file with TRL's columns {@code prompt},
 * {@code completions} and {@code labels}. The attribute {@value #ATTRIBUTE} has a number for each step, separated by
 * spaces. The score of the whole text is 1 if all its steps have the label 1, otherwise 0.
 *
 * <p>No other text can be scored, so this reward labels the data of a process reward model, and trains no policy.
 */
@About("labels of the data set's own steps, to train a process reward model")
public record StepLabels(
    @Default("{separators: [\"\\n\"]}")
    @About("how the text is cut into steps; each piece must have a label")
    Steps steps)
    implements Reward {
  /** The attribute of a problem with the labels. */
  private static final String ATTRIBUTE = "labels";

  @Override
  public Optional<Steps> stepwise() {
    return Optional.of(steps);
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    String labels = problem.attributes().get(ATTRIBUTE);
    if (labels == null) {
      return Score.verifierError(
          "step-labels: problem %s has no labels. Use a file with the columns prompt, completions and labels (trl-file), or label by a verifier such as step-match"
              .formatted(problem.id()));
    }
    String own = problem.demonstration().map(d -> d.reasoning()).orElse("");
    if (!completion.text().equals(own)) {
      return Score.verifierError(
          "step-labels: the labels of problem %s belong to its own text, and say nothing about another one"
              .formatted(problem.id()));
    }
    String[] given = labels.isBlank() ? new String[0] : labels.strip().split(" +");
    List<Steps.Step> cut = steps.of(completion.text());
    if (given.length != cut.size()) {
      return Score.verifierError(
          "step-labels: problem %s has %d labels for %d steps. Set steps.separators to the text between its steps"
              .formatted(problem.id(), given.length, cut.size()));
    }
    List<StepScore> scores = new ArrayList<>();
    boolean right = true;
    for (int j = 0; j < given.length; j++) {
      double label;
      try {
        label = Double.parseDouble(given[j]);
        scores.add(new StepScore(cut.get(j).end(), label));
      } catch (IllegalArgumentException e) {
        return Score.verifierError("step-labels: the label '%s' of problem %s is no number"
            .formatted(given[j], problem.id()));
      }
      right &= label == 1;
    }
    return new Score(
        right ? 1 : 0,
        right ? Verdict.CORRECT : Verdict.WRONG,
        "",
        "labels of the data set",
        Map.of(),
        scores);
  }
}

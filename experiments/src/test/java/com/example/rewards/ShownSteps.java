package com.example.rewards;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/** Share of the wanted steps that the thinking shows. A step is a line with an equation. */
@About("share of the wanted steps that the thinking shows")
public record ShownSteps(
    @Default("3") @About("number of steps that are wanted") int steps) implements Reward {

  public ShownSteps {
    if (steps < 1) {
      throw new IllegalArgumentException("steps: must be at least 1, but is " + steps);
    }
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    int end = completion.text().lastIndexOf("</think>");
    String thinking = end < 0 ? "" : completion.text().substring(0, end).replace("<think>", "");
    long shown = thinking.lines().filter(line -> line.contains("=")).distinct().count();
    return Score.unjudged(
        Math.min(1, (double) shown / steps), "%d of %d steps are shown".formatted(shown, steps));
  }
}

package io.gradus.experiments.doctor;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.objective.Advantage;
import io.gradus.core.objective.ScorerLogProbs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Checks that groups are large enough to compare their members. In a group of one, every relative advantage is 0. */
final class GroupSizeCheck implements Check {
  private static final int FEW = 4;

  @Override
  public String name() {
    return "group-size";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    var stages = subject.recipe().stages();
    for (int s = 0; s < stages.size(); s++) {
      String key = "stages[%d].plan.group-size".formatted(s);
      stages.get(s).exploration().ifPresent(exploration -> {
        int size = exploration.plan().groupSize();
        Advantage advantage = exploration.objective().advantage();
        if (advantage.of(List.of(oneRight(size)), ScorerLogProbs.NONE).get(0)[0][0] == 0) {
          findings.add(new Finding(
              Severity.FAULT,
              name(),
              "in groups of %d, even the only right completion has an advantage of 0, so nothing can be learned"
                  .formatted(size),
              key,
              "Sample 8 or 16 completions of each problem."));
        } else if (size < FEW) {
          findings.add(new Finding(
              Severity.NOTE,
              name(),
              "groups of %d rarely contain both a right and a wrong completion".formatted(size),
              key,
              "Set 8 or 16, the usual sizes."));
        } else {
          findings.add(Finding.ok(name(), key, "%d completions are compared".formatted(size)));
        }
      });
    }
    return findings;
  }

  /** Group in which only the first completion is right. */
  private static ScoredGroup oneRight(int size) {
    List<Completion> completions =
        Collections.nCopies(size, Completion.expert(new int[] {0}, "", new int[] {0}));
    List<Score> scores = new ArrayList<>(Collections.nCopies(size, Score.unjudged(0, "")));
    scores.set(0, Score.unjudged(1, ""));
    return new ScoredGroup(new Group(Problem.of("", "", ""), completions), scores);
  }
}

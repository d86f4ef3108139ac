package io.gradus.experiments.recipe;

import io.gradus.core.ScorerLogProbs;
import io.gradus.core.component.Suggestion;
import io.gradus.experiments.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Checks that a recipe's stages read exactly the teachers that the recipe defines. */
final class TeacherNames {
  /** Form of a name, because the run has files with these names. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]+(-[A-Za-z0-9]+)*");

  private static final Set<String> TAKEN =
      Set.of(ScorerLogProbs.REFERENCE, ScorerLogProbs.OLD, ScorerLogProbs.BEHAVIOUR);

  private TeacherNames() {}

  /** Refuses a teacher that no stage reads, a teacher that is not defined, and a name with another meaning. */
  static void check(Set<String> teachers, List<Stage> stages) {
    List<String> faults = new ArrayList<>();
    Set<String> read = new TreeSet<>();
    for (int s = 0; s < stages.size(); s++) {
      for (String name : stages.get(s).teachers()) {
        read.add(name);
        if (!teachers.contains(name)) {
          faults.add(
              "stages[%d]: reads a teacher '%s', but 'teachers' has %s.%s Add it: teachers: {%s: {type: model, path: FOLDER}}"
                  .formatted(
                      s,
                      name,
                      teachers.isEmpty() ? "none" : String.join(", ", teachers),
                      Suggestion.didYouMean(name, List.copyOf(teachers)),
                      name));
        }
      }
    }
    for (String name : teachers) {
      if (TAKEN.contains(name)) {
        faults.add(
            "teachers.%s: this name is taken: it means the policy at an earlier time, or the sampler. Choose another name"
                .formatted(name));
      } else if (!NAME.matcher(name).matches()) {
        faults.add(
            "teachers.%s: a name has letters and digits, and '-' between them".formatted(name));
      } else if (!read.contains(name)) {
        faults.add(
            "teachers.%s: no stage reads it. Name it in an advantage of type distillation or a loss of type teacher-divergence, or remove it"
                .formatted(name));
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }
}

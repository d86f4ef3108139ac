package io.gradus.experiments.run;

import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.text.SameTokens;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The teachers of a recipe. Checks whether they can teach this policy, and whether a resumed run still has the same
 * teachers.
 */
public final class Teachers {
  /** Key in the provenance of a run. */
  static final String FACTS = "teachers";

  static final String HASH = "sha256";

  private Teachers() {}

  /**
   * Returns the faults of the files of teachers and reward models. It is also a fault if a teacher has other tokens
   * than the policy, because log-probs of other tokens belong to other texts.
   *
   * @return faults; each begins with the key
   */
  public static List<String> faults(Recipe recipe) {
    List<String> faults = new ArrayList<>();
    for (String name : recipe.teachers().keySet()) {
      try {
        TeacherModel teacher = TeacherModel.of(recipe, name);
        SameTokens.difference(recipe.tokenizer(), teacher.tokenizer())
            .ifPresent(difference -> faults.add(
                "teachers.%s: has other tokens than the policy: %s. Choose a teacher with the policy's tokenizer. Or distil by samples instead: let the teacher write demonstrations (gradus sample), then train on them in a stage of type sft"
                    .formatted(name, difference)));
      } catch (UserError e) {
        faults.add("teachers.%s: %s".formatted(name, e.getMessage()));
      }
    }
    faults.addAll(RewardModels.faults(recipe));
    return faults;
  }

  /** Checks that teachers can read the longest sequences that are known in advance. */
  static void examine(Recipe recipe, List<String> faults) {
    for (int s = 0; s < recipe.stages().size(); s++) {
      Stage stage = recipe.stages().get(s);
      long seed = StageSeed.of(recipe, s + 1);
      for (String name : stage.teachers()) {
        try {
          examine(TeacherModel.of(recipe, name), stage, seed);
        } catch (UserError e) {
          faults.add(String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private static void examine(TeacherModel teacher, Stage stage, long seed) {
    Recipe recipe = teacher.recipe();
    int context = recipe.architecture().context();
    MemoryPlan.Load load = stage.load(recipe.tokenizer(), recipe.boundTemplate(), context, seed, 1);
    int prompt = 1;
    for (Problem problem : stage.shown(recipe.tokenizer(), recipe.boundTemplate(), context, seed)) {
      prompt = Math.max(prompt, teacher.hint().prompt(problem).length);
    }
    int longest = prompt + load.completion();
    if (longest > teacher.hint().context()) {
      throw new UserError(
          "teachers.%s: would read up to %d tokens, but its context is %d. Lower sampling.max-tokens, or shorten teachers.%s.question"
              .formatted(teacher.name(), longest, teacher.hint().context(), teacher.name()));
    }
  }

  /** Returns path, checkpoint and hash of each teacher's weights, by name, for provenance. */
  static Map<String, Map<String, String>> facts(Recipe recipe) {
    Map<String, Map<String, String>> facts = new LinkedHashMap<>();
    recipe
        .teachers()
        .keySet()
        .forEach(name -> facts.put(name, about(name, TeacherModel.of(recipe, name)::facts)));
    return facts;
  }

  /**
   * Checks that the teachers of a run still have the weights with which the run began.
   *
   * @throws UserError if a teacher has other weights
   */
  static void admit(Recipe recipe, Path provenance) {
    for (String name : recipe.teachers().keySet()) {
      TeacherModel teacher = TeacherModel.of(recipe, name, provenance);
      Map<String, String> now = about(name, teacher::facts);
      Optional<String> hash = Optional.ofNullable(now.get(HASH));
      if (!hash.equals(recorded(provenance, name, HASH))) {
        throw new UserError(
            "teachers.%s: %s has other weights than when the run began (teachers in %s). Restore the old files, or begin a new run (--run DIR)"
                .formatted(name, now.getOrDefault("path", "the policy"), provenance));
      }
    }
  }

  /** Reads files of a teacher; a fault names the teacher. */
  private static Map<String, String> about(String name, Supplier<Map<String, String>> facts) {
    try {
      return facts.get();
    } catch (UserError e) {
      throw new UserError("teachers.%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Record of a teacher in the provenance; empty if there is no record or the run has not begun. */
  static Optional<String> recorded(Path provenance, String name, String key) {
    return recorded(provenance, FACTS, name, key);
  }

  /**
   * Record of a model in the provenance; empty if there is no record or the run has not begun.
   *
   * @param models key of the kind of model
   */
  static Optional<String> recorded(Path provenance, String models, String name, String key) {
    if (!Files.exists(provenance)) {
      return Optional.empty();
    }
    return RunDirectory.readJson(provenance).get(models) instanceof Map<?, ?> all
            && all.get(name) instanceof Map<?, ?> facts
            && facts.get(key) instanceof String value
        ? Optional.of(value)
        : Optional.empty();
  }
}

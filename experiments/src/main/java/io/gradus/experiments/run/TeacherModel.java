package io.gradus.experiments.run;

import io.gradus.core.architecture.Architecture;
import io.gradus.core.engine.Compute;
import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.Policy;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.FrozenPolicy;
import io.gradus.experiments.Beside;
import io.gradus.experiments.recipe.PolicyHead;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.teacher.Hint;
import io.gradus.experiments.teacher.Teacher;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A teacher of a recipe whose files were found: what it reads, the memory that it needs, and its weights.
 *
 * @param checkpoint checkpoint of a run; empty: the newest
 */
record TeacherModel(Recipe recipe, String name, Teacher teacher, Optional<String> checkpoint) {

  private static final Beside<Teacher, ModelFiles> READ = new Beside<>(teacher -> ModelFiles.read(
      teacher.files().orElseThrow(),
      PolicyHead.LANGUAGE,
      "Train the teacher first, or name another place: --set teachers.NAME.path=FOLDER"));

  /** Returns a teacher of a recipe, by name. */
  static TeacherModel of(Recipe recipe, String name) {
    Teacher teacher = Objects.requireNonNull(recipe.teachers().get(name), name);
    return new TeacherModel(recipe, name, teacher, teacher.checkpoint());
  }

  /** Returns a teacher of a run that has begun, at the checkpoint with which the run began. */
  static TeacherModel of(Recipe recipe, String name, Path provenance) {
    TeacherModel named = of(recipe, name);
    return new TeacherModel(
        recipe,
        name,
        named.teacher,
        Teachers.recorded(provenance, name, "checkpoint").or(named::checkpoint));
  }

  boolean hasFiles() {
    return teacher.files().isPresent();
  }

  boolean keepsFirstWeights() {
    return teacher.keepsFirstWeights();
  }

  private Architecture architecture() {
    return hasFiles() ? READ.get(teacher).architecture() : recipe.architecture();
  }

  /**
   * Returns the tokenizer of the teacher.
   *
   * @throws UserError if the tokenizer is missing, or contradicts the vocabulary of the teacher's model
   */
  Tokenizer tokenizer() {
    return hasFiles() ? READ.get(teacher).tokenizer() : recipe.tokenizer();
  }

  /** Returns what the teacher reads of a completion. */
  FrozenPolicy.View view() {
    return hint();
  }

  Hint hint() {
    return new Hint(
        name,
        teacher.question(),
        recipe.tokenizer(),
        recipe.boundTemplate(),
        architecture().context());
  }

  /** Returns the memory that the teacher needs in a stage. */
  MemoryPlan.Scorer memory(ActivationMemory activations, MemoryPlan.Load load) {
    return MemoryPlan.Scorer.of(
        architecture(),
        tokenizer().vocabularySize(),
        hasFiles() || keepsFirstWeights(),
        activations,
        load);
  }

  /** Loads the teacher's weights. */
  Policy open(Compute compute) {
    return READ.get(teacher).open(checkpoint, compute);
  }

  /** Path, checkpoint and hash of the teacher's weights, for provenance; empty if the teacher is the policy itself. */
  Map<String, String> facts() {
    return hasFiles() ? READ.get(teacher).facts(checkpoint) : Map.of();
  }
}

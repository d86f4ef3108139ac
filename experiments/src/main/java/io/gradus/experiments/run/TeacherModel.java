package io.gradus.experiments.run;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Architecture;
import io.gradus.core.checkpoint.Checkpoint;
import io.gradus.core.component.Components;
import io.gradus.core.engine.Compute;
import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.PeftAdapter;
import io.gradus.core.policy.Policy;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.core.tensorfile.Safetensors;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.FrozenPolicy;
import io.gradus.experiments.Beside;
import io.gradus.experiments.binding.NearPath;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.teacher.Hint;
import io.gradus.experiments.teacher.Teacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A teacher of a recipe whose files were found: what it reads, the memory that it needs, and its weights.
 *
 * @param checkpoint checkpoint of a run; empty: the newest
 */
record TeacherModel(Recipe recipe, String name, Teacher teacher, Optional<String> checkpoint) {

  /** What is known of a model before its weights are read. */
  private record Parts(Architecture architecture, Tokenizer tokenizer, Optional<Recipe> run) {}

  private static final Beside<Teacher, Parts> READ =
      new Beside<>(teacher -> read(teacher.files().orElseThrow()));

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

  private static Parts read(Path path) {
    if (!Files.exists(path)) {
      throw new UserError(
          "%s: there is no such run, folder or file.%s Train the teacher first, or name another place: --set teachers.NAME.path=FOLDER"
              .formatted(path, NearPath.beside(path, any -> true)));
    }
    RunDirectory run = new RunDirectory(path);
    if (run.begun()) {
      Recipe recipe =
          RunRecipe.forWeights(Components.load(), RunDirectory.existing(path).recipe());
      return new Parts(recipe.architecture(), recipe.tokenizer(), Optional.of(recipe));
    }
    try (PretrainedModel model = PretrainedModel.open(path)) {
      return new Parts(model.architecture(), model.tokenizer(), Optional.empty());
    }
  }

  boolean hasFiles() {
    return teacher.files().isPresent();
  }

  boolean keepsFirstWeights() {
    return teacher.keepsFirstWeights();
  }

  private Path path() {
    return teacher.files().orElseThrow();
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
  long bytes(ActivationMemory activations, MemoryPlan.Load load) {
    return MemoryPlan.asked(
        architecture(),
        tokenizer().vocabularySize(),
        hasFiles() || keepsFirstWeights(),
        activations,
        load);
  }

  /** Loads the teacher's weights. */
  Policy open(Compute compute) {
    Optional<Recipe> run = READ.get(teacher).run();
    if (run.isPresent()) {
      return KeptCheckpoint.load(run.get(), new RunDirectory(path()), checkpoint, compute)
          .policy();
    }
    try (PretrainedModel model = PretrainedModel.open(path())) {
      return model.policy(compute);
    }
  }

  /** Path, checkpoint and hash of the teacher's weights, for provenance; empty if the teacher is the policy itself. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    if (!hasFiles()) {
      return facts;
    }
    facts.put("path", path().toString());
    Optional<Recipe> run = READ.get(teacher).run();
    if (run.isEmpty()) {
      try (PretrainedModel model = PretrainedModel.open(path())) {
        facts.put(
            Teachers.HASH,
            Hashes.tensors(() -> model.tensors().tensors().stream()
                .map(info -> model.tensors().read(info.name()))
                .iterator()));
      }
      return facts;
    }
    Checkpoint found = KeptCheckpoint.find(run.get(), new RunDirectory(path()), checkpoint);
    boolean adapter = run.get().policy().lora().isPresent();
    Path weights = found.file(adapter ? PeftAdapter.TENSORS : Safetensors.FILE);
    try {
      facts.put("checkpoint", found.name());
      facts.put(Teachers.HASH, Hashes.file(weights));
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(weights, e.getMessage()), e);
    }
    return facts;
  }
}

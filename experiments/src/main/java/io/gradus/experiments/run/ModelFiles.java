package io.gradus.experiments.run;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Architecture;
import io.gradus.core.checkpoint.Checkpoint;
import io.gradus.core.component.Components;
import io.gradus.core.engine.Compute;
import io.gradus.core.policy.PeftAdapter;
import io.gradus.core.policy.Policy;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.core.tensorfile.Safetensors;
import io.gradus.core.text.ChatTemplate;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.binding.NearPath;
import io.gradus.experiments.recipe.PolicyHead;
import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A model that a recipe reads in addition to its policy: a run, or files. This record has what is known before the
 * weights are read.
 *
 * @param run recipe of the run; empty for files
 */
record ModelFiles(
    Path path,
    PolicyHead head,
    Architecture architecture,
    Tokenizer tokenizer,
    Optional<Recipe> run) {

  /**
   * Reads what is known of a model.
   *
   * @param head head that the model must have
   * @param remedy what to do if there is nothing at the path
   * @throws UserError if there is no such model, or it has another head
   */
  static ModelFiles read(Path path, PolicyHead head, String remedy) {
    if (!Files.exists(path)) {
      throw new UserError("%s: there is no such run, folder or file.%s %s"
          .formatted(path, NearPath.beside(path, any -> true), remedy));
    }
    RunDirectory run = new RunDirectory(path);
    if (run.begun()) {
      Recipe recipe =
          RunRecipe.forWeights(Components.load(), RunDirectory.existing(path).recipe());
      if (recipe.policy().head() != head) {
        throw new UserError(
            head == PolicyHead.SCORE
                ? "%s: is a run of a language model, which gives no score. Name a run with policy.head: score"
                    .formatted(path)
                : "%s: is a run of a reward model, which scores texts and has no log-probs. Name a run of a language model"
                    .formatted(path));
      }
      return new ModelFiles(
          path, head, recipe.architecture(), recipe.tokenizer(), Optional.of(recipe));
    }
    try (PretrainedModel model = head.open(path)) {
      if (model.hasNewHead()) {
        throw new UserError(
            "%s: is a language model, which gives no score. Train a reward model from it first (policy.head: score, a stage of type reward-model)"
                .formatted(path));
      }
      return new ModelFiles(path, head, model.architecture(), model.tokenizer(), Optional.empty());
    }
  }

  /**
   * Returns the template of the model's prompts.
   *
   * @param exported reads the template beside files; empty if there is none
   */
  Template template(Function<Path, Optional<Template>> exported) {
    if (run.isPresent()) {
      return run.get().boundTemplate();
    }
    return exported.apply(path).orElseGet(ChatTemplate::defaults).bind(tokenizer);
  }

  /** Loads the weights, of the newest checkpoint of a run if none is named. */
  Policy open(Optional<String> checkpoint, Compute compute) {
    if (run.isPresent()) {
      return KeptCheckpoint.load(run.get(), new RunDirectory(path), checkpoint, compute)
          .policy();
    }
    try (PretrainedModel model = head.open(path)) {
      return model.policy(compute);
    }
  }

  /** Returns path, checkpoint and hash of the weights, for provenance. */
  Map<String, String> facts(Optional<String> checkpoint) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("path", path.toString());
    if (run.isEmpty()) {
      try (PretrainedModel model = head.open(path)) {
        facts.put(
            Teachers.HASH,
            Hashes.tensors(() -> model.tensors().tensors().stream()
                .map(info -> model.tensors().read(info.name()))
                .iterator()));
      }
      return facts;
    }
    Checkpoint found = KeptCheckpoint.find(run.get(), new RunDirectory(path), checkpoint);
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

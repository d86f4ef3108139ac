package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.DeviceChoice;
import io.gradus.core.engine.MatmulChoice;
import io.gradus.core.engine.Precision;
import io.gradus.core.policy.Policy;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.text.ChatTemplate;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.binding.NearPath;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.NewestCheckpoint;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;

/** A MODEL of the command line: a run's newest checkpoint, a folder of Hugging Face files, or a GGUF. */
interface ModelSource {
  /** What MODEL means, for a command's help. */
  String MODEL = "A run directory, a folder of Hugging Face files, or a .gguf file.";

  /**
   * Finds out which it is.
   *
   * @throws UserError if it is none of them, or one that cannot be read
   */
  static ModelSource of(Path path) {
    RunDirectory run = new RunDirectory(path);
    if (Files.isDirectory(path) && run.begun()) {
      return new OfRun(run, new RecipeSource().ofRun(run));
    }
    if (!Files.exists(path)) {
      throw new UserError(
          "%s: is not there.%s Give a run directory (runs/NAME), a folder of Hugging Face files, or a .gguf file."
              .formatted(path, NearPath.beside(path, any -> true)));
    }
    return OfFiles.read(path);
  }

  /** The tokenizer; its vocabulary is the model's. */
  Tokenizer tokenizer();

  /** How questions are laid out. */
  Template template();

  /** Longest sequence in tokens. */
  int context();

  /** The model with its weights. */
  Policy policy();

  /** A run's newest checkpoint. */
  record OfRun(RunDirectory run, Recipe recipe) implements ModelSource {
    @Override
    public Tokenizer tokenizer() {
      return recipe.tokenizer();
    }

    @Override
    public Template template() {
      return recipe.boundTemplate();
    }

    @Override
    public int context() {
      return recipe.architecture().context();
    }

    @Override
    public Policy policy() {
      return NewestCheckpoint.load(recipe, run).policy();
    }
  }

  /** A pretrained model. */
  record OfFiles(Path path, int context) implements ModelSource {
    static OfFiles read(Path path) {
      try (PretrainedModel model = PretrainedModel.open(path)) {
        return new OfFiles(path, model.architecture().context());
      }
    }

    @Override
    public PretrainedTokenizer tokenizer() {
      try (PretrainedModel model = PretrainedModel.open(path)) {
        return model.tokenizer();
      }
    }

    @Override
    public Template template() {
      PretrainedTokenizer tokenizer = tokenizer();
      if (tokenizer.chatTemplates().isEmpty()) {
        throw new UserError(
            "%s: has no chat template, as models have that were not taught to chat; give it plain text with --raw"
                .formatted(tokenizer.source()));
      }
      return ChatTemplate.defaults().bind(tokenizer);
    }

    @Override
    public Policy policy() {
      try (PretrainedModel model = PretrainedModel.open(path)) {
        // No measurement of what is fastest: the same command must print the same digits.
        return model.policy(
            Compute.choose(DeviceChoice.auto(), Precision.FLOAT32, MatmulChoice.MKL));
      }
    }
  }
}

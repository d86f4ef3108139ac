package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.DeviceChoice;
import io.gradus.core.engine.MatmulChoice;
import io.gradus.core.engine.Precision;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.PeftAdapter;
import io.gradus.core.policy.Policy;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.text.ChatTemplate;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.binding.NearPath;
import io.gradus.experiments.harness.Fingerprint;
import io.gradus.experiments.prompts.ExportedPrompts;
import io.gradus.experiments.recipe.AdapterFolder;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.KeptCheckpoint;
import io.gradus.experiments.run.PipelineDirectory;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A MODEL of the command line: a checkpoint of a run, a folder of Hugging Face files, a GGUF, or an adapter with its
 * base.
 */
interface ModelSource {
  /** Description of MODEL for a command's help. */
  String MODEL =
      "A run directory, a folder of Hugging Face files, a .gguf file, or the folder of a PEFT "
          + "adapter.";

  /**
   * Recognises the kind of model at a path.
   *
   * @throws UserError if the path is not a model, cannot be read, or an option does not fit its kind
   */
  static ModelSource of(Path path, ModelOptions options) {
    RunDirectory run = new RunDirectory(path);
    if (Files.isDirectory(path) && run.begun()) {
      refuse("--base", options.base(), "is a run, and its recipe names the model");
      Recipe recipe = new RecipeSource().forWeights(run);
      if (recipe.policy().scores()) {
        throw new UserError(
            "%s: is a run of a reward model, which scores texts and cannot write any. Give a language model here. The reward model is read by a reward of type reward-model, and exported with gradus export"
                .formatted(path));
      }
      return new OfRun(run, recipe, options.checkpoint());
    }
    if (!Files.exists(path)) {
      throw new UserError(
          "%s: no such model.%s Give a run directory (runs/NAME), a folder of Hugging Face files, a .gguf file, or the folder of an adapter."
              .formatted(path, NearPath.beside(path, any -> true)));
    }
    PipelineDirectory.refuse(path);
    refuse("--checkpoint", options.checkpoint(), path + " is not a run, so it has no checkpoints");
    if (AdapterFolder.is(path)) {
      return OfFiles.adapted(adapter(path, options.base()));
    }
    refuse("--base", options.base(), path + " is not an adapter");
    return OfFiles.read(path, Optional.empty());
  }

  /**
   * Checks that the options fit a pretrained model that benchmarks measure, which may be a reward model.
   *
   * @return the prompts beside its files; empty if it has none
   * @throws UserError as {@link #of}
   */
  static Optional<ExportedPrompts> measured(Path path, ModelOptions options) {
    if (!PretrainedModel.isRewardModel(path)) {
      return of(path, options).exported();
    }
    refuse("--checkpoint", options.checkpoint(), path + " is not a run, so it has no checkpoints");
    refuse("--base", options.base(), path + " is not an adapter");
    return ExportedPrompts.read(path);
  }

  /**
   * An adapter with its base.
   *
   * @param given the base; empty for the base that the adapter names
   * @throws UserError if the base is missing
   */
  static AdapterFolder adapter(Path folder, Optional<Path> given) {
    if (given.isPresent()) {
      return new AdapterFolder(folder, given.get());
    }
    try {
      return AdapterFolder.read(folder);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "%s. On the command line, give --base MODEL"
              .formatted(String.valueOf(e.getMessage()).replaceFirst("^model: ", "")),
          e);
    }
  }

  private static void refuse(String option, Optional<?> given, String why) {
    if (given.isPresent()) {
      throw new UserError("%s: %s. Leave the option out".formatted(option, why));
    }
  }

  /** Tokenizer with the model's vocabulary. */
  Tokenizer tokenizer();

  /**
   * Template that turns questions into prompts.
   *
   * @param date date for chat templates that write today's date; empty for the run's date
   */
  Template template(Optional<LocalDate> date);

  /** Template of a recipe. A date applies to chat templates only. */
  static Template template(Recipe recipe, Optional<LocalDate> date) {
    return date.isPresent()
        ? bound(recipe.template(), date, recipe.tokenizer())
        : recipe.boundTemplate();
  }

  /** Binds a template to a model. A date applies to chat templates only. */
  static Template bound(Template template, Optional<LocalDate> date, Tokenizer tokenizer) {
    return date.isPresent() && template instanceof ChatTemplate chat
        ? chat.on(date.get()).bind(tokenizer)
        : template.bind(tokenizer);
  }

  /** The prompts of the run that exported a model; empty if the model has none. */
  default Optional<ExportedPrompts> exported() {
    return Optional.empty();
  }

  /** Longest sequence in tokens. */
  int context();

  /** Loads the weights. */
  OpenModel open();

  /** Fingerprint of the files of the weights that are open. */
  String fingerprint(OpenModel open);

  /**
   * A checkpoint of a run.
   *
   * @param checkpoint name; empty for the newest
   */
  record OfRun(RunDirectory run, Recipe recipe, Optional<String> checkpoint)
      implements ModelSource {
    @Override
    public Tokenizer tokenizer() {
      return recipe.tokenizer();
    }

    @Override
    public Template template(Optional<LocalDate> date) {
      return ModelSource.template(recipe, date);
    }

    @Override
    public int context() {
      return recipe.architecture().context();
    }

    @Override
    public OpenModel open() {
      KeptCheckpoint kept = KeptCheckpoint.load(recipe, run, checkpoint);
      return new OpenModel(kept.policy(), Optional.of(kept.name()));
    }

    @Override
    public String fingerprint(OpenModel open) {
      return Fingerprint.of(run.checkpoints().resolve(open.checkpoint().orElseThrow()));
    }
  }

  /**
   * A pretrained model.
   *
   * @param path the model, or the base of an adapter
   * @param adapter settings and folder of an adapter, if the model has one
   */
  record OfFiles(Path path, Optional<Lora> adapter, int context) implements ModelSource {
    static OfFiles adapted(AdapterFolder adapter) {
      Lora lora;
      try {
        lora = adapter.further(Optional.empty());
      } catch (IllegalArgumentException e) {
        throw new UserError(String.valueOf(e.getMessage()), e);
      }
      return read(adapter.base(), Optional.of(lora));
    }

    static OfFiles read(Path path, Optional<Lora> adapter) {
      try (PretrainedModel model = PretrainedModel.open(path)) {
        return new OfFiles(path, adapter, model.architecture().context());
      }
    }

    @Override
    public PretrainedTokenizer tokenizer() {
      try (PretrainedModel model = PretrainedModel.open(path)) {
        return model.tokenizer();
      }
    }

    @Override
    public Optional<ExportedPrompts> exported() {
      return ExportedPrompts.read(folder());
    }

    /** Folder of the adapter, else of the model. */
    private Path folder() {
      return adapter.flatMap(Lora::from).orElse(path);
    }

    @Override
    public Template template(Optional<LocalDate> date) {
      PretrainedTokenizer tokenizer = tokenizer();
      Optional<ExportedPrompts> exported = exported();
      if (exported.isPresent()) {
        System.err.printf(
            "prompts are those of the training run (%s)%n", folder().resolve(ExportedPrompts.FILE));
        return bound(exported.get().template(), date, tokenizer);
      }
      if (tokenizer.chatTemplates().isEmpty()) {
        throw new UserError(
            "%s: has no chat template. Give plain text with --raw, or take the template of a recipe with --recipe FILE"
                .formatted(tokenizer.source()));
      }
      return bound(ChatTemplate.defaults(), date, tokenizer);
    }

    @Override
    public OpenModel open() {
      try (PretrainedModel model = PretrainedModel.open(path)) {
        // The matmul library is fixed, because the same command must print the same digits.
        Policy policy = model.policy(
            Compute.choose(DeviceChoice.auto(), Precision.FLOAT32, MatmulChoice.MKL), adapter, 0);
        try {
          adapter.flatMap(Lora::from).ifPresent(from -> PeftAdapter.load(policy, from));
          return new OpenModel(policy, Optional.empty());
        } catch (RuntimeException e) {
          policy.close();
          throw e;
        }
      }
    }

    @Override
    public String fingerprint(OpenModel open) {
      return Fingerprint.of(path)
          + adapter.flatMap(Lora::from).map(from -> "+" + Fingerprint.of(from)).orElse("");
    }
  }
}

package io.gradus.experiments.export;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.files.AtomicFolder;
import io.gradus.core.gguf.GgmlType;
import io.gradus.core.policy.PeftAdapter;
import io.gradus.core.policy.Policy;
import io.gradus.core.pretrained.ExportedModel;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.experiments.prompts.ExportedPrompts;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.KeptCheckpoint;
import io.gradus.experiments.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes a checkpoint of a run in formats that other programs read. */
public final class RunExport {
  private final Recipe recipe;
  private final RunDirectory run;
  private final Optional<String> checkpoint;

  /**
   * Creates an export of a run.
   *
   * @param checkpoint name of the checkpoint; empty for the newest
   */
  public RunExport(Recipe recipe, RunDirectory run, Optional<String> checkpoint) {
    this.recipe = recipe;
    this.run = run;
    this.checkpoint = checkpoint;
  }

  /**
   * Result of writing a GGUF file.
   *
   * @param tokenizer whether the file contains the tokenizer
   */
  public record Gguf(String checkpoint, boolean tokenizer) {}

  /** Writes the files of one format. */
  private interface Writing {
    void write(KeptCheckpoint checkpoint, ExportedModel model);
  }

  /**
   * Writes a folder of Hugging Face files with all weights; an adapter is merged into them.
   *
   * @return name of the exported checkpoint
   * @throws UserError if the folder exists, or Hugging Face has no such model
   */
  public String folder(Path folder) {
    return with((checkpoint, model) -> AtomicFolder.write(folder, inside -> {
      model.write(inside, ExportedModel.SHARD);
      ExportedPrompts.write(recipe, inside);
      card(inside, checkpoint, false);
    }));
  }

  /**
   * Writes a folder of Hugging Face files with a policy that is in memory.
   *
   * @param recipe recipe of the policy
   * @throws UserError as {@link #folder(Path)}
   */
  public static void folder(Recipe recipe, Policy policy, Path folder) {
    exported(
        recipe,
        policy,
        model -> AtomicFolder.write(folder, inside -> {
          model.write(inside, ExportedModel.SHARD);
          ExportedPrompts.write(recipe, inside);
        }));
  }

  /** Writes a folder with only the adapter, in PEFT's format, and the tokenizer. */
  public String adapter(Path folder) {
    return with((checkpoint, model) -> AtomicFolder.write(folder, inside -> {
      PeftAdapter.save(checkpoint.policy(), inside, recipe.policy().model().map(Path::toString));
      model.writeTokenizer(inside);
      ExportedPrompts.write(recipe, inside);
      card(inside, checkpoint, true);
    }));
  }

  /**
   * Writes a GGUF file.
   *
   * @return the exported checkpoint, and whether the file contains its tokenizer
   */
  public Gguf gguf(Path file, GgmlType type) {
    boolean[] whole = {false};
    String checkpoint = with((c, model) -> whole[0] = model.writeGguf(file, type));
    return new Gguf(checkpoint, whole[0]);
  }

  /** Loads the checkpoint, writes it, and returns its name. */
  private String with(Writing writing) {
    try (KeptCheckpoint kept = KeptCheckpoint.load(recipe, run, checkpoint)) {
      exported(recipe, kept.policy(), model -> writing.write(kept, model));
      return kept.name();
    }
  }

  private static void exported(Recipe recipe, Policy policy, Consumer<ExportedModel> writing) {
    if (recipe.policy().model().isPresent()) {
      try (PretrainedModel model = recipe.policy().open()) {
        writing.accept(ExportedModel.of(policy, model));
      }
    } else if (recipe.policy().architecture().orElseThrow() instanceof Decoder decoder) {
      writing.accept(ExportedModel.of(policy, decoder, recipe.tokenizer()));
    } else {
      throw new UserError(
          "policy.architecture: Hugging Face has no model with this architecture. Only "
              + "'decoder' can be exported");
    }
  }

  private void card(Path folder, KeptCheckpoint checkpoint, boolean adapter) throws IOException {
    Files.writeString(
        folder.resolve("README.md"), ModelCard.of(recipe, run, checkpoint.name(), adapter));
  }
}

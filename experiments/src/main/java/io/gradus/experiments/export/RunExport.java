package io.gradus.experiments.export;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.files.AtomicFolder;
import io.gradus.core.gguf.GgmlType;
import io.gradus.core.policy.PeftAdapter;
import io.gradus.core.pretrained.ExportedModel;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.NewestCheckpoint;
import io.gradus.experiments.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes the newest checkpoint of a run in the files of others. */
public final class RunExport {
  private final Recipe recipe;
  private final RunDirectory run;

  /** An export of a run whose recipe has been read. */
  public RunExport(Recipe recipe, RunDirectory run) {
    this.recipe = recipe;
    this.run = run;
  }

  /** A GGUF file that has been written. */
  public record Gguf(String checkpoint, boolean tokenizer) {}

  /** What is written there. */
  private interface Writing {
    void write(NewestCheckpoint checkpoint, ExportedModel model);
  }

  /**
   * A folder of Hugging Face files with all weights; an adapter is merged into them.
   *
   * @return the checkpoint that was exported
   * @throws UserError if something is there already, or Hugging Face has no such model
   */
  public String folder(Path folder) {
    return with((checkpoint, model) -> AtomicFolder.write(folder, inside -> {
      model.write(inside, ExportedModel.SHARD);
      card(inside, checkpoint, false);
    }));
  }

  /** A folder with the adapter alone, as PEFT has it; and the tokenizer. */
  public String adapter(Path folder) {
    return with((checkpoint, model) -> AtomicFolder.write(folder, inside -> {
      PeftAdapter.save(checkpoint.policy(), inside, recipe.policy().model().map(Path::toString));
      model.writeTokenizer(inside);
      card(inside, checkpoint, true);
    }));
  }

  /**
   * A GGUF file.
   *
   * @return the checkpoint that was exported, and whether its tokenizer is in it
   */
  public Gguf gguf(Path file, GgmlType type) {
    boolean[] whole = {false};
    String checkpoint = with((c, model) -> whole[0] = model.writeGguf(file, type));
    return new Gguf(checkpoint, whole[0]);
  }

  /** Returns the name of the checkpoint that is written. */
  private String with(Writing writing) {
    Optional<Path> path = recipe.policy().model();
    try (NewestCheckpoint checkpoint = NewestCheckpoint.load(recipe, run)) {
      if (path.isPresent()) {
        try (PretrainedModel model = PretrainedModel.open(path.get())) {
          writing.write(checkpoint, ExportedModel.of(checkpoint.policy(), model));
        }
      } else if (recipe.architecture() instanceof Decoder decoder) {
        writing.write(
            checkpoint, ExportedModel.of(checkpoint.policy(), decoder, recipe.tokenizer()));
      } else {
        throw new UserError(
            "policy.architecture: Hugging Face has no model for this one; 'decoder' can be exported");
      }
      return checkpoint.name();
    }
  }

  private void card(Path folder, NewestCheckpoint checkpoint, boolean adapter) throws IOException {
    Files.writeString(
        folder.resolve("README.md"), ModelCard.of(recipe, run, checkpoint.name(), adapter));
  }
}

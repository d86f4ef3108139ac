package io.gradus.experiments.recipe;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.PeftAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder with a PEFT adapter but without its base model, as {@code gradus export --adapter} writes it.
 *
 * @param folder folder of the adapter
 * @param base base model that its configuration names
 */
public record AdapterFolder(Path folder, Path base) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BASE = "base_model_name_or_path";
  private static final String MODEL = "config.json";

  /** Returns whether a path is a folder with an adapter and no model. */
  public static boolean is(Path path) {
    return Files.exists(path.resolve(PeftAdapter.CONFIG)) && !Files.exists(path.resolve(MODEL));
  }

  /**
   * Finds the base model. Its path is relative to the working directory or to the adapter's folder.
   *
   * @throws IllegalArgumentException if the base is not named, or is not on this machine
   */
  public static AdapterFolder read(Path folder) {
    String named;
    try {
      named =
          JSON.readTree(folder.resolve(PeftAdapter.CONFIG).toFile()).path(BASE).asText("");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "model: %s cannot be read: %s".formatted(folder.resolve(PeftAdapter.CONFIG), e), e);
    }
    if (named.isEmpty() || named.equals("null")) {
      throw new IllegalArgumentException(
          "model: %s is an adapter whose %s does not name its base model. Set policy.model to the base model and policy.lora.from to %s"
              .formatted(folder, PeftAdapter.CONFIG, folder));
    }
    for (Path base : new Path[] {Path.of(named), folder.resolve(named).normalize()}) {
      if (Files.exists(base)) {
        return new AdapterFolder(folder, base);
      }
    }
    throw new IllegalArgumentException(
        "model: %s is an adapter of '%s', which is not on this machine. Set policy.model to the folder of the base model and policy.lora.from to %s"
            .formatted(folder, named, folder));
  }

  /**
   * Settings for training the adapter's matrices further.
   *
   * @param asked the recipe's settings of the adapter; empty if it has none
   * @throws IllegalArgumentException if the adapter's settings cannot be read
   */
  public Lora further(Optional<Lora> asked) {
    Lora saved;
    try {
      saved = PeftAdapter.settings(folder);
    } catch (UserError e) {
      throw new IllegalArgumentException("model: " + e.getMessage(), e);
    }
    Lora settings = asked.orElse(saved);
    return new Lora(
        settings.rank(),
        settings.alpha(),
        settings.dropout(),
        settings.targets(),
        settings.rslora(),
        settings.base(),
        Optional.of(folder));
  }
}

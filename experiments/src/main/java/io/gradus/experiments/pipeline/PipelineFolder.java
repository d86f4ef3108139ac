package io.gradus.experiments.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.files.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of a pipeline's directory: {@code pipeline.yaml}, {@code settings.json}, and a folder for each stage. */
public final class PipelineFolder {
  /** Name of the file with the results of all stages. */
  public static final String SUMMARY = "pipeline.json";

  private static final String FILE = "pipeline.yaml";
  private static final String SETTINGS = "settings.json";
  private static final int LONGEST = 4 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private PipelineFolder() {}

  /** Copies the pipeline's file and the settings of the command into the directory. */
  public static void write(Path folder, Path file, List<String> settings) {
    try {
      Files.createDirectories(folder);
      AtomicFile.write(folder.resolve(SETTINGS), JSON.writeValueAsBytes(settings));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings: JSON cannot hold them", e);
    } catch (IOException e) {
      throw new UserError("%s: cannot be made: %s".formatted(folder, e.getMessage()), e);
    }
    AtomicFile.write(
        folder.resolve(FILE), TextFile.read(file, LONGEST).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns everything that says which pipeline this is: the text of its file, and the settings. */
  public static String identity(Path file, List<String> settings) {
    return TextFile.read(file, LONGEST) + settings;
  }

  /** Returns the {@linkplain #identity(Path, List) identity} of the pipeline of a directory. */
  public static String identity(Path folder) {
    return identity(folder.resolve(FILE), settings(folder));
  }

  private static List<String> settings(Path folder) {
    Path settings = folder.resolve(SETTINGS);
    try {
      return JSON.readValue(settings.toFile(), new TypeReference<List<String>>() {});
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(settings, e.getMessage()), e);
    }
  }

  /**
   * Reads the pipeline of a directory.
   *
   * @throws UserError if there is none
   */
  public static Pipeline read(Path folder, Components components) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw new UserError(
          "%s: is not the directory of a pipeline: it has no %s. Give the folder that 'gradus pipeline' wrote"
              .formatted(folder, FILE));
    }
    return Pipeline.read(file, settings(folder), components);
  }
}

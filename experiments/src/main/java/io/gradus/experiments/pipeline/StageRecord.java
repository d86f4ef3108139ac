package io.gradus.experiments.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is recorded about a stage that has begun: {@code stage.json}.
 *
 * @param key hash of everything that decides the stage's result; a stage with another key runs again
 * @param done whether the stage has ended, and its artefacts are complete
 * @param artefacts SHA-256 of each artefact by its path below the stage's folder; empty until the stage is done
 */
record StageRecord(String key, boolean done, Map<String, String> artefacts) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  StageRecord {
    artefacts = new TreeMap<>(artefacts);
  }

  /** Reads the record of a stage; empty if the stage has not begun. */
  static Optional<StageRecord> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), StageRecord.class));
    } catch (IOException e) {
      throw new UserError(
          "%s: cannot be read: %s. Delete the folder of this stage to run the stage again"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  void write(Path file) {
    try {
      AtomicFile.write(file, JSON.writeValueAsBytes(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("record: JSON cannot hold it", e);
    }
  }
}

package io.gradus.experiments.run;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files with the weights of a stage's frozen models, such as the reference.
 *
 * @param run the folder of the run
 * @param stage from 1
 */
record FrozenWeights(Path run, int stage) {

  /**
   * Returns the file with the weights of a frozen model.
   *
   * @param step step after which the model took over the policy's weights; 0: the beginning of the stage
   */
  Path file(String name, long step) {
    return run.resolve("%s-%d-%06d.safetensors".formatted(name, stage, step));
  }

  /** Returns the newest step, at most the given step, at which a frozen model took over the policy's weights. */
  long newest(String name, long step) {
    return steps(name).stream()
        .mapToLong(Long::longValue)
        .filter(refreshed -> refreshed <= step)
        .max()
        .orElse(0);
  }

  /** Deletes the weights that a frozen model had before a step. */
  void drop(String name, long before) {
    for (long step : steps(name)) {
      if (step < before) {
        try {
          Files.deleteIfExists(file(name, step));
        } catch (IOException e) {
          throw new UserError("%s: cannot be deleted: %s".formatted(file(name, step), e), e);
        }
      }
    }
  }

  private List<Long> steps(String name) {
    Pattern names =
        Pattern.compile(Pattern.quote("%s-%d-".formatted(name, stage)) + "(\\d+)\\.safetensors");
    try (Stream<Path> files = Files.list(run)) {
      return files
          .map(found -> names.matcher(found.getFileName().toString()))
          .filter(Matcher::matches)
          .map(found -> Long.parseLong(found.group(1)))
          .toList();
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(run, e), e);
    }
  }
}

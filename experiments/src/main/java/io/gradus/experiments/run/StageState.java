package io.gradus.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.core.checkpoint.Checkpoint;
import io.gradus.core.curriculum.ProblemChoice;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.PolicyFiles;
import io.gradus.core.policy.optimizer.OptimizerFiles;
import io.gradus.core.trainer.Learner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a stage needs to continue from a checkpoint: weights, moments, coefficients, and the choice of problems. */
final class StageState implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MOMENTS = "optimizer.safetensors";
  private static final String CHOICE = "problems.json";

  private final Policy policy;
  private final Optional<Checkpoint> saved;
  private @Nullable Learner learner;
  private @Nullable ProblemChoice choice;

  /** @param saved checkpoint of this stage to continue from; empty at the beginning of a stage */
  StageState(Policy policy, Optional<Checkpoint> saved) {
    this.policy = policy;
    this.saved = saved;
  }

  /** Takes over a learner, and restores its moments and coefficients. */
  void restore(Learner made) {
    if (learner != null) {
      throw new IllegalStateException("learner: a stage has at most one");
    }
    learner = made;
    saved.ifPresent(
        checkpoint -> made.load(OptimizerFiles.load(made.state(), checkpoint.file(MOMENTS))));
  }

  /** Takes over a choice of problems, and restores its state. */
  void restore(ProblemChoice made) {
    choice = made;
    saved
        .map(checkpoint -> checkpoint.file(CHOICE))
        .filter(Files::exists)
        .ifPresent(file -> made.load(read(file)));
  }

  private static Map<String, double[]> read(Path file) {
    try {
      return JSON.readValue(file.toFile(), new TypeReference<TreeMap<String, double[]>>() {});
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Writes everything into the folder of a checkpoint. */
  void saveInto(Path folder) {
    PolicyFiles.saveInto(folder, policy);
    if (learner != null) {
      OptimizerFiles.save(learner.state(), learner.saved(), folder.resolve(MOMENTS));
    }
    if (choice != null && !choice.state().isEmpty()) {
      try {
        Files.write(folder.resolve(CHOICE), JSON.writeValueAsBytes(choice.state()));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("choice: JSON cannot hold its state", e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    if (learner != null) {
      learner.close();
    }
  }
}

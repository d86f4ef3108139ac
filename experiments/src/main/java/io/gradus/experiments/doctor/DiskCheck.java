package io.gradus.experiments.doctor;

import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Checks that the disk has space for the checkpoints of a run: the checkpoints that are kept, and the checkpoint that
 * is being written.
 */
final class DiskCheck implements Check {
  private final ToLongFunction<Path> free;

  DiskCheck() {
    this(DiskCheck::usable);
  }

  /** @param free free bytes on the disk of a folder; -1 if unknown */
  DiskCheck(ToLongFunction<Path> free) {
    this.free = free;
  }

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public List<Finding> examine(Subject subject) {
    Recipe recipe = subject.recipe();
    Map<String, Long> bytes = subject.memory().bytes();
    // With an adapter, a checkpoint contains only the adapter.
    long weights = bytes.getOrDefault("adapter", bytes.getOrDefault("weights", 0L));
    long checkpoint = weights + bytes.getOrDefault("optimizer", 0L);
    long references =
        recipe.stages().stream().mapToLong(stage -> stage.frozenModels().size()).sum();
    long needed = checkpoint * (recipe.checkpoint().keep() + 1) + weights * references;
    Path folder = existing(subject.directory());
    long left = free.applyAsLong(folder);
    String what = "checkpoints need %,d MiB (%d of %,d MiB and one being written); %s has %s"
        .formatted(
            needed >> 20,
            recipe.checkpoint().keep(),
            checkpoint >> 20,
            folder,
            left < 0 ? "an unknown amount of free space" : "%,d MiB free".formatted(left >> 20));
    if (left >= 0 && needed > left) {
      return List.of(new Finding(
          Severity.FAULT,
          name(),
          what,
          "checkpoint.keep",
          "Free some space, keep fewer checkpoints (checkpoint.keep), or run on another disk: "
              + "gradus train RECIPE --run DIR."));
    }
    return List.of(Finding.ok(name(), "checkpoint.keep", what));
  }

  private static Path existing(Path folder) {
    Path at = folder.toAbsolutePath();
    while (!Files.isDirectory(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  private static long usable(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }
}

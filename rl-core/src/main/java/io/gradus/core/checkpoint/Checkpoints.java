package io.gradus.core.checkpoint;

import io.gradus.core.UserError;
import io.gradus.core.files.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run, a folder each. However the run is killed, the folder holds the previous complete
 * checkpoint, or the complete new one.
 *
 * <p>A checkpoint is written under a temporary name. Its files are hashed into a {@link Manifest} and forced to the
 * disk. Then the folder is renamed. A folder that will be deleted is also renamed first, so that a killed run never
 * leaves half a checkpoint. Names that begin with a dot are reserved: {@code .tmp-} (being written), {@code .old-}
 * (being replaced), {@code .trash-} (being deleted).
 *
 * <p>Only one process may use an instance at a time: hold a {@link RunLock} of the run.
 */
public final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private static final String TEMPORARY = ".tmp-";
  private static final String REPLACED = ".old-";
  private static final String TRASH = ".trash-";
  private static final Pattern NAME = Pattern.compile("\\w[\\w.-]*");

  private final Path folder;
  private final int keep;

  /** Called before each change on the disk, so that a test can kill the run there. */
  private final Consumer<String> step;

  /** Incomplete checkpoints found by {@link #newest()}; they do not count as kept. */
  private final Set<String> damaged = new HashSet<>();

  /** Checkpoints that are kept however old they are. */
  private Set<String> pinned = Set.of();

  /** Writer of a checkpoint's files into a folder and its subfolders; the name {@code manifest.json} is reserved. */
  @FunctionalInterface
  public interface Body {
    void write(Path folder) throws IOException;
  }

  Checkpoints(Path folder, int keep, Consumer<String> step) {
    if (keep < 1) {
      throw new IllegalArgumentException("keep: must be at least 1, but is " + keep);
    }
    this.folder = folder;
    this.keep = keep;
    this.step = step;
    try {
      Files.createDirectories(folder);
      recover();
    } catch (IOException e) {
      throw new UserError(
          "%s: cannot keep checkpoints here: %s".formatted(folder, Disk.reason(e)), e);
    }
  }

  /** Opens a folder only for reading: nothing is created, finished or removed. */
  private Checkpoints(Path folder) {
    this.folder = folder;
    keep = 1;
    step = what -> {};
  }

  /**
   * Opens the checkpoints in a folder, which is created if missing. Half-done work of a killed run is removed or
   * finished.
   *
   * @param keep number of newest checkpoints to keep, at least 1
   * @throws UserError if the folder cannot be written
   */
  public static Checkpoints open(Path folder, int keep) {
    return new Checkpoints(folder, keep, what -> {});
  }

  /**
   * Finds the newest complete checkpoint in a folder like {@link #newest()}. Nothing is created or removed, so a run
   * may use the folder meanwhile.
   */
  public static Optional<Checkpoint> newest(Path folder) {
    return Files.isDirectory(folder) ? new Checkpoints(folder).newest() : Optional.empty();
  }

  /**
   * Finds a checkpoint by name in a folder; like {@link #newest(Path)}, it changes nothing.
   *
   * @return empty if there is none
   * @throws UserError that says what is wrong, if the checkpoint is not complete
   */
  public static Optional<Checkpoint> named(Path folder, String name) {
    Path place = folder.resolve(name);
    if (!names(folder).contains(name)) {
      return Optional.empty();
    }
    Manifest.fault(name, place).ifPresent(fault -> {
      throw new UserError(
          "checkpoint %s is damaged: %s. Choose another checkpoint".formatted(place, fault));
    });
    return Optional.of(new Checkpoint(name, place));
  }

  /** Lists all checkpoint names of a folder in the order of {@link #names()}; empty if the folder is missing. */
  public static List<String> names(Path folder) {
    return Files.isDirectory(folder) ? new Checkpoints(folder).names() : List.of();
  }

  /** Sets the checkpoints to keep in addition to the newest ones, however old they become. */
  public void pin(Set<String> names) {
    pinned = Set.copyOf(names);
  }

  private void recover() throws IOException {
    for (Path path : list(true)) {
      String name = path.getFileName().toString();
      if (name.startsWith(TEMPORARY) || name.startsWith(TRASH)) {
        change("delete leftover " + name);
        Disk.delete(path);
      } else if (name.startsWith(REPLACED)) {
        Path place = folder.resolve(name.substring(REPLACED.length()));
        if (Files.exists(place)) {
          change("delete leftover " + name);
          Disk.delete(path);
        } else {
          change("put back " + name);
          Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
    Disk.syncFolder(folder);
  }

  /**
   * Lists the names of all checkpoints, complete or not, the oldest first; {@code 9-grpo} is older than
   * {@code 10-grpo}.
   */
  public List<String> names() {
    try {
      return list(false).stream()
          .map(p -> p.getFileName().toString())
          .sorted(CheckpointOrder.BY_POSITION)
          .toList();
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(folder, Disk.reason(e)), e);
    }
  }

  /**
   * Returns the newest complete checkpoint, in which every file has the recorded size and hash. Incomplete ones are
   * skipped with a warning.
   */
  public Optional<Checkpoint> newest() {
    List<String> names = names();
    for (int i = names.size() - 1; i >= 0; i--) {
      String name = names.get(i);
      Path place = folder.resolve(name);
      Optional<String> fault = Manifest.fault(name, place);
      if (fault.isEmpty()) {
        return Optional.of(new Checkpoint(name, place));
      }
      damaged.add(name);
      LOG.warn("checkpoint {} is damaged and was skipped: {}", place, fault.get());
    }
    return Optional.empty();
  }

  /**
   * Saves a checkpoint completely or not at all, and deletes older checkpoints beyond {@code keep}. A checkpoint of the
   * same name is replaced.
   *
   * @param name the position in the run, such as {@code 1-grpo-000120}: numbers in it decide which is newer
   * @throws UserError if the disk is full or cannot be written; earlier checkpoints are unchanged
   */
  public Checkpoint save(String name, Body body) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: letters, digits, '_', '.' and '-' expected, but is " + name);
    }
    Path temporary = folder.resolve(TEMPORARY + name);
    Path place = folder.resolve(name);
    Path replaced = folder.resolve(REPLACED + name);
    try {
      CheckpointWriter.write(name, temporary, body, step);
      boolean replaces = Files.exists(place);
      if (replaces) {
        change("set aside " + name);
        Files.move(place, replaced, StandardCopyOption.ATOMIC_MOVE);
      }
      change("move into place " + name);
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
      change("sync folder");
      Disk.syncFolder(folder);
      if (replaces) {
        change("delete replaced " + name);
        Disk.delete(replaced);
      }
    } catch (IOException e) {
      throw CheckpointWriter.undone(cannotWrite(temporary, place, e), temporary, place, replaced);
    } catch (UserError e) {
      // The body names the file that it could not write; the user's message names the checkpoint
      // instead.
      throw CheckpointWriter.undone(
          e.getCause() instanceof IOException io ? cannotWrite(temporary, place, io) : e,
          temporary,
          place,
          replaced);
    } catch (RuntimeException e) {
      throw CheckpointWriter.undone(e, temporary, place, replaced);
    }
    damaged.remove(name);
    prune(name);
    return new Checkpoint(name, place);
  }

  /**
   * Deletes old checkpoints before the saved one. Later ones come from steps that this run has not repeated since it
   * was set back.
   */
  private void prune(String saved) {
    List<String> before = names().stream()
        .filter(n -> CheckpointOrder.BY_POSITION.compare(n, saved) < 0
            && !damaged.contains(n)
            && !pinned.contains(n))
        .toList();
    for (String name : before.subList(0, Math.max(0, before.size() - (keep - 1)))) {
      Path trash = folder.resolve(TRASH + name);
      try {
        change("move to trash " + name);
        Files.move(folder.resolve(name), trash, StandardCopyOption.ATOMIC_MOVE);
        change("delete " + name);
        Disk.delete(trash);
      } catch (IOException e) {
        LOG.warn("checkpoint {} cannot be deleted: {}", trash, Disk.reason(e));
      }
    }
  }

  private void change(String what) {
    step.accept(what);
  }

  /** Estimates the bytes needed: the size of the newest checkpoint, or the bytes already written if they are more. */
  private long needed(Path temporary) {
    long needed = size(temporary);
    List<String> names = names();
    return names.isEmpty()
        ? needed
        : Math.max(needed, size(folder.resolve(names.get(names.size() - 1))));
  }

  private static long size(Path folder) {
    try {
      long bytes = 0;
      for (Path file : Manifest.files(folder)) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      return 0;
    }
  }

  private UserError cannotWrite(Path temporary, Path place, IOException e) {
    return Disk.cannotWrite(
        place, needed(temporary), Disk.free(folder), "Earlier checkpoints are unchanged.", e);
  }

  private List<Path> list(boolean ours) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .filter(Files::isDirectory)
          .filter(p -> p.getFileName().toString().startsWith(".") == ours)
          .sorted()
          .toList();
    }
  }
}

package io.gradus.core.files;

import io.gradus.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Creates a folder completely or not at all. It is written under a temporary name beside its place, then moved. */
public final class AtomicFolder {

  /** Writer of the folder's files. */
  @FunctionalInterface
  public interface Body {
    void write(Path folder) throws IOException;
  }

  private AtomicFolder() {}

  /**
   * Creates a folder with all its files, or no folder.
   *
   * @throws UserError if the name is taken, or the folder cannot be written
   */
  public static void write(Path folder, Body body) {
    Path target = folder.toAbsolutePath().normalize();
    Path parent = target.getParent();
    if (parent == null) {
      throw new UserError("%s: give the name of a new folder".formatted(folder));
    }
    refuseFull(folder, target);
    Path temporary = target.resolveSibling(".tmp-" + target.getFileName());
    try {
      Files.createDirectories(parent);
      delete(temporary);
      Files.createDirectory(temporary);
      body.write(temporary);
      Files.deleteIfExists(target); // the folder is empty
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      Disk.syncFolder(parent);
    } catch (IOException e) {
      UserError error = Disk.cannotWrite(folder, -1, Disk.free(parent), "Nothing was made.", e);
      discard(temporary, error);
      throw error;
    } catch (RuntimeException e) {
      discard(temporary, e);
      throw e;
    }
  }

  private static void refuseFull(Path folder, Path target) {
    if (Files.isDirectory(target)) {
      try (Stream<Path> inside = Files.list(target)) {
        if (inside.findAny().isEmpty()) {
          return;
        }
      } catch (IOException | UncheckedIOException e) {
        throw new UserError("%s: cannot be listed: %s".formatted(folder, e.getMessage()), e);
      }
    }
    if (Files.exists(target)) {
      throw new UserError(
          "%s: exists already. Choose another name, or remove it".formatted(folder));
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> inside;
      try (Stream<Path> files = Files.walk(folder)) {
        inside = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : inside) {
        Files.delete(file);
      }
    }
  }

  private static void discard(Path temporary, Exception cause) {
    try {
      delete(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}

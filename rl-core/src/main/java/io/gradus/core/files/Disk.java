package io.gradus.core.files;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Durable writes to the disk, and messages about a full disk. */
public final class Disk {

  private Disk() {}

  /** Waits until the content of a file is on the disk. */
  public static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Waits until the names in a folder are on the disk. Otherwise a power failure could undo a rename. */
  public static void syncFolder(Path folder) throws IOException {
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
      return; // Windows cannot open a folder, and its journal keeps renames in order
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes a file or a folder with its content, without following links. */
  public static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
    } else {
      Files.deleteIfExists(path);
    }
  }

  /**
   * Appends bytes to a file, which is created if missing.
   *
   * @throws UserError if the disk is full or the place cannot be written; the file's content is unchanged
   */
  public static void append(Path file, byte[] bytes) {
    try {
      Files.write(
          file,
          bytes,
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw cannotWrite(file, bytes.length, e);
    }
  }

  /**
   * Makes the error about a failed append to a file.
   *
   * @param needed in bytes
   */
  public static UserError cannotWrite(Path file, long needed, IOException cause) {
    Path folder = file.toAbsolutePath().getParent();
    return cannotWrite(
        file,
        needed,
        folder == null ? -1 : free(folder),
        "What was there before is untouched.",
        cause);
  }

  /** Returns the error for a file that could not be written, with the space that it needs and the free space. */
  public static UserError cannotWrite(
      Path target, long needed, long free, String kept, IOException cause) {
    return new UserError(
        "%s: cannot be written (%s): it needs %s, %s free on that disk. %s Make room or choose another folder."
            .formatted(target, reason(cause), size(needed), size(free), kept),
        cause);
  }

  /** Returns the free bytes of a folder's disk; -1 if unknown. */
  public static long free(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Returns the system's reason of a failure on the disk. */
  public static String reason(IOException e) {
    String reason = e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  private static String size(long bytes) {
    return bytes < 0 ? "an unknown number of bytes" : "%,d bytes".formatted(bytes);
  }
}

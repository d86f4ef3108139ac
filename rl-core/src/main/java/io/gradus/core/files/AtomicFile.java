package io.gradus.core.files;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file completely or not at all. The file is written under a temporary name in the same folder, forced to the
 * disk, then moved. An existing file stays until that moment. If two processes write one file at the same time, the
 * second is refused. A link under the temporary name is not followed.
 */
public final class AtomicFile {

  private static final int SLICE = 8 << 20;

  /** Writer of the file's content. */
  @FunctionalInterface
  public interface Body {
    void write(WritableByteChannel channel) throws IOException;
  }

  /**
   * On Windows an open file cannot be moved. Elsewhere it is moved while it is locked, so that no other writer can take
   * it before.
   */
  private static final boolean MOVES_OPEN_FILES =
      !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private static final class SecondWriter extends IOException {
    private static final long serialVersionUID = 1L;

    SecondWriter(Path file) {
      super(
          "%s: is being written by another process or thread. Wait until that ends, or give another name."
              .formatted(file));
    }
  }

  private AtomicFile() {}

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process writes the file
    }
  }

  /**
   * Writes a whole file or none.
   *
   * @param needed the size of the file in bytes, for the message when the disk is full
   * @throws UserError if the disk is full or the place cannot be written; an existing file is unchanged
   */
  public static void write(Path file, long needed, Body body) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new UserError("%s: is a folder; give the name of a file".formatted(file));
    }
    Path temporary = target.resolveSibling(".tmp-" + target.getFileName());
    try {
      Files.createDirectories(folder);
      if (Files.isSymbolicLink(temporary)) {
        Files.delete(temporary);
      }
      try (FileChannel channel = FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
          FileLock lock = lock(channel)) {
        if (lock == null || !Files.exists(temporary)) {
          throw new SecondWriter(file);
        }
        channel.truncate(0);
        body.write(channel);
        channel.force(true);
        if (MOVES_OPEN_FILES) {
          Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      if (!MOVES_OPEN_FILES) {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      }
      Disk.syncFolder(folder);
    } catch (SecondWriter e) {
      throw new UserError(
          String.valueOf(e.getMessage()), e); // the temporary file belongs to the other writer
    } catch (IOException e) {
      UserError error = Disk.cannotWrite(
          file, needed, Disk.free(folder), "What was there before is untouched.", e);
      discard(temporary, error);
      throw error;
    } catch (RuntimeException e) {
      discard(temporary, e);
      throw e;
    }
  }

  /**
   * Writes all of these bytes or none.
   *
   * @throws UserError as {@link #write(Path, long, Body)}
   */
  public static void write(Path file, byte[] bytes) {
    write(file, bytes.length, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  /** Writes the rest of a buffer in slices, because the runtime copies a whole heap buffer and keeps the copy. */
  public static void writeFully(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
    int end = buffer.limit();
    ByteBuffer slice = buffer.duplicate();
    while (slice.position() < end) {
      slice.limit(Math.min(end, slice.position() + SLICE));
      while (slice.hasRemaining()) {
        channel.write(slice);
      }
    }
  }

  private static void discard(Path temporary, Exception cause) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}

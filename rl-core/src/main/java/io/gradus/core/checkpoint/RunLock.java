package io.gradus.core.checkpoint;

import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.files.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Lock that reserves a run directory for one process. It is a lock of the operating system, so it ends with the
 * process, even after a crash. The locked file {@code .lock} stays and names the owner.
 */
public final class RunLock implements Closeable {
  private static final String FILE = ".lock";
  private static final int MAX_WORDS = 200;

  /**
   * Locked byte of the file: the last possible one and not the text, because some systems prevent reading of locked
   * bytes.
   */
  private static final long BYTE = Long.MAX_VALUE - 1;

  /**
   * Directories that this process has locked, because closing a second channel to a locked file would end the lock
   * (POSIX).
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private RunLock(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock of a run directory, which is created if missing.
   *
   * @throws UserError if another process, which the message names, has the lock; or if the directory cannot be written
   */
  public static RunLock acquire(Path runDirectory) {
    if (Files.isRegularFile(runDirectory)) {
      throw new UserError("%s: is a file, not a directory: choose another place (--run DIR)"
          .formatted(runDirectory));
    }
    synchronized (HELD) {
      try {
        Files.createDirectories(runDirectory);
        Path folder = runDirectory.toRealPath();
        if (HELD.contains(folder)) {
          throw inUse(runDirectory, "this process");
        }
        RunLock lock = acquire(runDirectory, folder);
        HELD.add(folder);
        return lock;
      } catch (IOException e) {
        throw new UserError(
            "%s: the run directory cannot be locked: %s".formatted(runDirectory, Disk.reason(e)),
            e);
      }
    }
  }

  /**
   * Checks that nobody has locked a run directory. Nothing is written.
   *
   * @throws UserError if a process, which the message names, has the lock
   */
  public static void refuseInUse(Path runDirectory) {
    synchronized (HELD) {
      if (!Files.exists(runDirectory.resolve(FILE))) {
        return;
      }
      Optional<String> holder;
      try {
        if (HELD.contains(runDirectory.toRealPath())) {
          throw inUse(runDirectory, "this process");
        }
        try (FileChannel channel =
                FileChannel.open(runDirectory.resolve(FILE), StandardOpenOption.READ);
            FileLock lock = channel.tryLock(BYTE, 1, true)) {
          holder = lock == null ? Optional.of(words(channel)) : Optional.empty();
        }
      } catch (IOException e) {
        return; // an unreadable file proves nothing; a later write will report the cause
      }
      holder.ifPresent(by -> {
        throw inUse(runDirectory, by);
      });
    }
  }

  private static RunLock acquire(Path shown, Path folder) throws IOException {
    FileChannel channel = FileChannel.open(
        folder.resolve(FILE),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock(BYTE, 1, false);
      if (lock == null) {
        throw inUse(shown, words(channel));
      }
      ByteBuffer words = StandardCharsets.UTF_8.encode("process %d since %s"
          .formatted(ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS)));
      channel.truncate(0);
      AtomicFile.writeFully(channel, words);
      return new RunLock(folder, channel, lock);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String words(FileChannel channel) {
    ByteBuffer words = ByteBuffer.allocate(MAX_WORDS);
    try {
      channel.read(words, 0);
    } catch (IOException e) {
      return "another process";
    }
    String text = StandardCharsets.UTF_8.decode(words.flip()).toString();
    return text.isBlank() ? "another process" : text;
  }

  private static UserError inUse(Path runDirectory, String by) {
    return new UserError(
        "%s: the run directory is in use by %s: wait for it, stop it, or choose another directory"
            .formatted(runDirectory, by));
  }

  /** Returns the locked run directory, with links resolved. */
  public Path folder() {
    return folder;
  }

  /** Releases the run directory. */
  @Override
  public void close() {
    synchronized (HELD) {
      try (channel) {
        if (lock.isValid()) {
          channel.truncate(0);
          lock.release();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        HELD.remove(folder);
      }
    }
  }
}

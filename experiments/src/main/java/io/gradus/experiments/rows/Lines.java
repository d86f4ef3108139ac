package io.gradus.experiments.rows;

import io.gradus.core.UserError;
import io.gradus.core.files.Disk;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a stream, as bytes. A line that is too long is skipped and not kept in memory, so that no input can fill
 * the memory.
 */
public final class Lines implements AutoCloseable {
  /** Length of the longest line that is read, in bytes. */
  public static final int LONGEST = 16 << 20;

  private static final int BLOCK = 1 << 16;

  /**
   * One line.
   *
   * @param number from 1
   * @param bytes content without the line break; empty if the line is too long
   * @param length length of the line in bytes, even if it is too long
   */
  public record Line(long number, byte[] bytes, long length) {
    /** Whether the line is too long to be read. */
    public boolean tooLong() {
      return length > bytes.length;
    }

    /** Whether the line is blank. */
    public boolean blank() {
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return !tooLong();
    }
  }

  private final String name;
  private final long count;
  private final InputStream in;
  private final int longest;
  private final byte[] block = new byte[BLOCK];
  private int at;
  private int end;
  private long number;

  Lines(String name, long count, InputStream in, int longest) {
    this.name = name;
    this.count = count;
    this.in = in;
    this.longest = longest;
  }

  /** The lines of a stream, such as standard input. */
  public static Lines of(String name, InputStream in) {
    return new Lines(name, 0, in, LONGEST);
  }

  /**
   * The lines of a file, also {@code .gz}.
   *
   * @throws UserError if the file is missing or cannot be read
   */
  public static Lines of(Path file) {
    if (!Files.exists(file)) {
      throw new UserError("%s: no such file".formatted(file));
    }
    if (Files.isDirectory(file)) {
      throw new UserError("%s: is a folder. Give the name of a file".formatted(file));
    }
    try {
      if (String.valueOf(file.getFileName()).endsWith(".gz")) {
        return of(file.toString(), new GZIPInputStream(Files.newInputStream(file), BLOCK));
      }
      long count = Files.isRegularFile(file) ? count(file) : 0;
      return new Lines(file.toString(), count, Files.newInputStream(file), LONGEST);
    } catch (AccessDeniedException e) {
      throw new UserError(
          "%s: permission denied. Change its permissions so that you can read it".formatted(file),
          e);
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(file, reason(e)), e);
    }
  }

  private static long count(Path file) throws IOException {
    byte[] block = new byte[BLOCK];
    long lines = 0;
    byte last = '\n';
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(block); read > 0; read = in.read(block)) {
        for (int i = 0; i < read; i++) {
          lines += block[i] == '\n' ? 1 : 0;
        }
        last = block[read - 1];
      }
    }
    return last == '\n' ? lines : lines + 1;
  }

  /** Name of the stream in messages. */
  public String name() {
    return name;
  }

  /** Number of lines, or 0 if unknown. */
  public long count() {
    return count;
  }

  /**
   * Returns the next line; empty at the end.
   *
   * @throws UserError if the stream cannot be read any further
   */
  public Optional<Line> next() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long length = 0;
    try {
      while (true) {
        if (at == end) {
          at = 0;
          end = Math.max(0, in.read(block));
          if (end == 0) {
            return length == 0 ? Optional.empty() : Optional.of(line(line, length));
          }
        }
        int from = at;
        while (at < end && block[at] != '\n') {
          at++;
        }
        length += at - from;
        if (length <= longest) {
          line.write(block, from, at - from);
        }
        if (at < end) {
          at++;
          return Optional.of(line(line, length));
        }
      }
    } catch (IOException e) {
      throw new UserError(
          "%s: cannot be read beyond line %d: %s".formatted(name, number, reason(e)), e);
    }
  }

  /** Reason of an exception. Exceptions about damaged archives have no message. */
  private static String reason(IOException e) {
    return e instanceof EOFException
        ? "the file is incomplete. Copy or download it again"
        : Disk.reason(e);
  }

  private Line line(ByteArrayOutputStream line, long length) {
    number++;
    return new Line(number, length > longest ? new byte[0] : line.toByteArray(), length);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UserError("%s: cannot be closed: %s".formatted(name, e.getMessage()), e);
    }
  }
}

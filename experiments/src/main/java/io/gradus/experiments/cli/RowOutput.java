package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.rows.RowListener;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Destination of a command's rows: standard output or a file. */
final class RowOutput {
  private static final int BUFFER = 1 << 16;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Write the rows to this file instead of standard output. The file appears when it is "
              + "complete.")
  private Optional<Path> target = Optional.empty();

  /** Computes the rows. */
  interface Body {
    void write(Optional<OutputStream> rows) throws IOException;
  }

  /** The file, if one is given. */
  Optional<Path> target() {
    return target;
  }

  /**
   * Checks the file before the work begins.
   *
   * @throws UserError if no file can be written at the path
   */
  void check() {
    if (target.isPresent() && Files.exists(target.get()) && !Files.isRegularFile(target.get())) {
      throw new UserError(
          "--output: %s is not a regular file. Choose another name".formatted(target.get()));
    }
  }

  /**
   * Computes the rows and writes them.
   *
   * @param standard if there is no file, whether rows go to standard output; otherwise they are dropped
   */
  void write(boolean standard, Body body) {
    try {
      if (target.isEmpty()) {
        body.write(
            standard
                ? Optional.of(new BufferedOutputStream(new StandardOutput(), BUFFER))
                : Optional.empty());
        return;
      }
      AtomicFile.write(
          target.get(),
          -1,
          channel -> body.write(
              Optional.of(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER))));
    } catch (IOException e) {
      throw new UserError(
          "standard output was closed, so the remaining rows were not written: %s"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Shows progress and refused rows. */
  static RowListener listener(Progress progress, Progress.Phase phase) {
    return new RowListener() {
      @Override
      public void advanced(long lines) {
        phase.advance(lines);
      }

      @Override
      public void refused(String fault) {
        progress.note(fault);
      }
    };
  }

  /**
   * Standard output as a stream that throws if its reader has ended, as with {@code | head}. {@link System#out} does
   * not throw in this case.
   */
  static final class StandardOutput extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      System.out.write(bytes, from, length);
      check();
    }

    @Override
    public void flush() throws IOException {
      check();
    }

    private static void check() throws IOException {
      if (System.out.checkError()) {
        throw new IOException("standard output is closed");
      }
    }
  }
}

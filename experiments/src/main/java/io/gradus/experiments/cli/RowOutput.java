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

/** Where a command writes its rows: to standard output, or to a file. */
final class RowOutput {
  private static final int BUFFER = 1 << 16;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Write the rows to this file instead of standard output: whole at the end, or not at all.")
  private Optional<Path> target = Optional.empty();

  /** Makes the rows. */
  interface Body {
    void write(Optional<OutputStream> rows) throws IOException;
  }

  /** The file, where one is given. */
  Optional<Path> target() {
    return target;
  }

  /**
   * Checks the file before any work is done.
   *
   * @throws UserError if the path is no place for a file
   */
  void check() {
    if (target.isPresent() && Files.exists(target.get()) && !Files.isRegularFile(target.get())) {
      throw new UserError(
          "--output: %s is no regular file. Choose another name".formatted(target.get()));
    }
  }

  /**
   * Makes the rows and writes them.
   *
   * @param standard whether rows without a file go to standard output; otherwise they are dropped
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
}

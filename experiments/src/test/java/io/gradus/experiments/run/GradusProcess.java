package io.gradus.experiments.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a separate process, which can be killed. */
public final class GradusProcess {
  private final Process process;
  private final Path out;
  private final Path err;

  public GradusProcess(Path folder, String... arguments) throws IOException {
    this(folder, List.of(), arguments);
  }

  /**
   * Starts the process.
   *
   * @param under prefix, a command that runs the rest of the line
   */
  GradusProcess(Path folder, List<String> under, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(under);
    command.addAll(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-Djava.awt.headless=true",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "io.gradus.experiments.cli.Gradus"));
    command.addAll(List.of(arguments));
    out = Files.createTempFile(folder, "out", ".txt");
    err = Files.createTempFile(folder, "err", ".txt");
    process = new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  /** Waits, and returns the exit code. */
  public int await(long seconds) throws InterruptedException, IOException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("still running after " + seconds + " s:\n" + errors());
    }
    return process.exitValue();
  }

  /** Whether the process is gone. */
  boolean killedOrEnded() {
    return !process.isAlive();
  }

  /** Sends SIGKILL after this many milliseconds; returns whether the process was still running. */
  public boolean killAfter(long milliseconds) throws InterruptedException {
    if (process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
      return false;
    }
    process.destroyForcibly().waitFor();
    return true;
  }

  /** Sends a signal such as {@code TERM}. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits until standard error contains some words. */
  public void awaitWords(String words, long seconds) throws IOException, InterruptedException {
    for (long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        System.nanoTime() < deadline;
        Thread.sleep(20)) {
      if (errors().contains(words)) {
        return;
      }
      if (!process.isAlive()) {
        break;
      }
    }
    throw new IllegalStateException("never printed '" + words + "':\n" + errors());
  }

  public String output() throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  public String errors() throws IOException {
    return Files.readString(err, StandardCharsets.UTF_8);
  }
}

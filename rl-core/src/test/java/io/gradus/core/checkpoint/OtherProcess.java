package io.gradus.core.checkpoint;

import io.gradus.core.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Another run: takes the lock of a folder, or saves checkpoints without end, until it is killed. */
final class OtherProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private OtherProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  static OtherProcess start(String what, Path folder) throws IOException {
    return new OtherProcess(new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            OtherProcess.class.getName(),
            what,
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start());
  }

  String line() {
    try {
      return String.valueOf(out.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL, and waits for the end. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  static byte[] content(int step) {
    byte[] bytes = new byte[200_000];
    Arrays.fill(bytes, (byte) step);
    return bytes;
  }

  @SuppressWarnings("SystemOut") // What it says to the test.
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    if (args[0].equals("lock")) {
      try (RunLock lock = RunLock.acquire(folder)) {
        System.out.println("locked " + lock.folder());
        Thread.sleep(60_000);
      } catch (UserError e) {
        System.out.println(e.getMessage());
      }
      return;
    }
    Checkpoints checkpoints = Checkpoints.open(folder, 2);
    for (int step = 1; step < 100_000; step++) {
      byte[] bytes = content(step);
      checkpoints.save("1-grpo-" + step, into -> {
        Files.write(into.resolve("weights"), bytes);
        Files.write(into.resolve("optimizer"), bytes);
      });
      System.out.println(step);
    }
  }
}

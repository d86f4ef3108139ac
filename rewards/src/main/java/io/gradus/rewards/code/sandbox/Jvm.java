package io.gradus.rewards.code.sandbox;

import java.util.ArrayList;
import java.util.List;

/** Command lines of JVMs in boxes. */
final class Jvm {
  /**
   * Options for a small and quiet JVM. A JVM prints warnings to standard output, where they would spoil the program's
   * output.
   */
  private static final List<String> ALWAYS = List.of(
      "-XX:+UseSerialGC",
      "-XX:-UsePerfData",
      "-XX:+DisableAttachMechanism",
      "-Xshare:auto",
      "-XX:CompressedClassSpaceSize=64m",
      "-XX:-CreateCoredumpOnCrash",
      "-XX:ErrorFile=/dev/null",
      "-XX:+ExitOnOutOfMemoryError",
      "-Xlog:disable",
      "-Xlog:all=off",
      "-Dfile.encoding=UTF-8",
      "-Djava.io.tmpdir=/tmp");

  /** Least memory that a JVM uses in addition to its heap, MiB. */
  private static final int OVERHEAD_MB = 48;

  private Jvm() {}

  /**
   * Returns the command line for a short run, with only the first-tier compiler, because this JVM starts fastest.
   *
   * @param memoryMb limit of the whole process, MiB; the heap gets nine tenths, or less if the limit is small
   */
  static List<String> forRun(Host host, int memoryMb) {
    List<String> argv = command(host, memoryMb - Math.max(OVERHEAD_MB, memoryMb / 10));
    argv.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=32m", "-Xss16m"));
    return argv;
  }

  /** Returns the command line of a long-lived process with a heap of {@code heapMb} MiB. */
  static List<String> forCompiler(Host host, int heapMb) {
    List<String> argv = command(host, heapMb);
    argv.addAll(List.of("-XX:ReservedCodeCacheSize=96m", "-Xss4m"));
    return argv;
  }

  private static List<String> command(Host host, int heapMb) {
    List<String> argv = new ArrayList<>();
    argv.add(host.java().resolve("bin/java").toString());
    argv.add("-Xmx" + heapMb + "m");
    argv.addAll(ALWAYS);
    return argv;
  }
}

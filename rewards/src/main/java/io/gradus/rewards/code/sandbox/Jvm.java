package io.gradus.rewards.code.sandbox;

import java.util.ArrayList;
import java.util.List;

/** The command lines of JVMs in boxes. */
final class Jvm {
  /** Small and quiet: warnings of a JVM go to standard output, where they would spoil a program's own. */
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

  /** Memory that a JVM uses beyond its heap, at least, MiB. */
  private static final int OVERHEAD_MB = 48;

  private Jvm() {}

  /**
   * A short run, with the first compiler only, because it starts fastest.
   *
   * @param memoryMb limit of the whole process, MiB; the heap gets nine tenths of it, or less where the limit is small
   */
  static List<String> forRun(Host host, int memoryMb) {
    List<String> argv = command(host, memoryMb - Math.max(OVERHEAD_MB, memoryMb / 10));
    argv.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=32m", "-Xss16m"));
    return argv;
  }

  /** A process that lives long, with a heap of so many MiB. */
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

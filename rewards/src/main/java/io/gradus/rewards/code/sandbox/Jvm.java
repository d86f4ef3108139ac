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

  private Jvm() {}

  /** A short run: the first compiler only, which starts fastest. */
  static List<String> forRun(Host host, int memoryMb) {
    List<String> argv = command(host, memoryMb);
    argv.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=32m", "-Xss16m"));
    return argv;
  }

  /** A process that lives long. */
  static List<String> forCompiler(Host host, int memoryMb) {
    List<String> argv = command(host, memoryMb);
    argv.addAll(List.of("-XX:ReservedCodeCacheSize=96m", "-Xss4m"));
    return argv;
  }

  private static List<String> command(Host host, int memoryMb) {
    List<String> argv = new ArrayList<>();
    argv.add(host.java().resolve("bin/java").toString());
    argv.add("-Xmx" + memoryMb + "m");
    argv.addAll(ALWAYS);
    return argv;
  }
}

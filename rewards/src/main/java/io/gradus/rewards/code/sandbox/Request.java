package io.gradus.rewards.code.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One request to a box: a header that describes the parts, and the parts that the fork server then reads.
 *
 * @param kind {@code python}, {@code command} or {@code function}, as in {@code server.py}
 * @param argv the command
 * @param names paths below {@code /tmp} of the command's files; their contents are {@code parts[1]}, {@code parts[2]},
 *     ...
 * @param parts standard input and the program's files; or the candidate and its tests
 * @param limits limits of the run
 * @param address largest address space of one process, bytes
 * @param memory largest memory of all processes, bytes
 * @param output largest standard output, bytes
 * @param sharedFiles whether a candidate and its tests share {@code /tmp}
 */
public record Request(
    String kind,
    List<String> argv,
    List<String> names,
    List<byte[]> parts,
    Limits limits,
    long address,
    long memory,
    long output,
    boolean sharedFiles) {
  private static final long MIB = 1L << 20;

  /** Address space in addition to the memory limit, for the interpreter's mappings and the stacks of many threads. */
  private static final long INTERPRETER = 1152 * MIB;

  /** Large, because a JVM reserves more address space than it uses, and only used memory counts. */
  private static final long JVM_ADDRESS = 8192 * MIB;

  /** Threads that a JVM has before the program starts its own. */
  private static final int JVM_THREADS = 24;

  private static final int FILES = 256;

  /** Makes a request for a Python program with its standard input. */
  static Request python(String source, byte[] stdin, Limits limits, long expectedOutput) {
    long memory = limits.memoryMb() * MIB;
    return new Request(
        "python",
        List.of(),
        List.of(),
        List.of(stdin, source.getBytes(UTF_8)),
        limits,
        memory + INTERPRETER,
        memory,
        output(limits, expectedOutput),
        false);
  }

  /** Makes a request for a command with its files and standard input; in practice, a JVM. */
  static Request command(
      List<String> argv,
      Map<String, byte[]> files,
      byte[] stdin,
      Limits limits,
      long expectedOutput) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(stdin);
    parts.addAll(files.values());
    return new Request(
        "command",
        argv,
        List.copyOf(files.keySet()),
        parts,
        limits,
        JVM_ADDRESS,
        limits.memoryMb() * MIB,
        output(limits, expectedOutput),
        false);
  }

  /** Makes a request for a Python function, and for its tests in another process. */
  static Request function(byte[] candidate, byte[] tests, Limits limits, boolean sharedFiles) {
    long memory = limits.memoryMb() * MIB;
    return new Request(
        "function",
        List.of(),
        List.of(),
        List.of(candidate, tests),
        limits,
        memory + INTERPRETER,
        memory,
        0,
        sharedFiles);
  }

  private static long output(Limits limits, long expected) {
    return Math.max(limits.outputMb() * MIB, 2 * expected + MIB);
  }

  ObjectNode header() {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header.put("kind", kind);
    argv.forEach(header.putArray("argv")::add);
    names.forEach(header.putArray("names")::add);
    parts.forEach(part -> header.withArray("blobs").add(part.length));
    header.put("shared", sharedFiles);
    header.put("stdout", output).put("stderr", limits.outputMb() * MIB);
    header
        .putObject("limits")
        .put("cpu", limits.cpuSeconds())
        .put("wall", limits.wallSeconds())
        .put("address", address)
        .put("memory", memory)
        .put("file", 64 * MIB)
        .put("files", FILES)
        .put("processes", processes());
    return header;
  }

  /** Largest number of processes and threads, including the threads of a JVM that runs the program. */
  int processes() {
    return limits.processes() + (argv.isEmpty() ? 0 : JVM_THREADS);
  }
}

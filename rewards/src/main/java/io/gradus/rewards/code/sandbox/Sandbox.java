package io.gradus.rewards.code.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gradus.core.UserError;
import io.gradus.rewards.code.box.Literals;
import io.gradus.rewards.code.box.MethodRunner;
import io.gradus.rewards.code.box.ProgramRunner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs untrusted programs in boxes, one at a time for each worker. A worker starts its box at first use, recycles the
 * box after some hundred runs, and replaces it if it fails. Any number of threads may use a sandbox.
 */
public final class Sandbox implements AutoCloseable {
  private static final int ATTEMPTS = 2;
  private static final Request SOUND =
      Request.python("import time\ntime.sleep(0.5)", new byte[0], Limits.DEFAULT, 0);
  private static final Map<Tier, Sandbox> SHARED = new ConcurrentHashMap<>();

  private final Tier tier;
  private final Host host;
  private final BlockingQueue<Worker> idle;
  private final List<Worker> workers = new ArrayList<>();
  private volatile boolean closed;

  private Sandbox(Tier tier, Host host, int count) {
    this.tier = tier;
    this.host = host;
    this.idle = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      workers.add(new Worker(host, tier));
    }
    idle.addAll(workers);
  }

  /**
   * Opens a sandbox of a tier, after a probe has checked that the machine provides the tier's isolation.
   *
   * @throws UserError if the isolation is incomplete, with the missing part and the remedy
   */
  public static Sandbox open(Tier tier, int workers) {
    return open(tier, workers, Host.find());
  }

  static Sandbox open(Tier tier, int workers, Host host) {
    Sandbox sandbox = new Sandbox(tier, host, workers);
    try {
      Probe.check(sandbox);
      if (host.groups().parents().containsKey(ControlGroups.Controller.MEMORY)
          && !Probe.memoryIsHard(sandbox)) {
        sandbox.close();
        return open(tier, workers, host.with(ControlGroups.none()));
      }
      return sandbox;
    } catch (RuntimeException e) {
      sandbox.close();
      throw e;
    }
  }

  /**
   * Returns the process-wide sandbox of a tier, with one worker for each processor. It is opened at first use and
   * closed at exit.
   *
   * @throws UserError as {@link #open}
   */
  public static Sandbox shared(Tier tier) {
    return SHARED.computeIfAbsent(
        tier, t -> open(t, Math.max(1, Runtime.getRuntime().availableProcessors())));
  }

  public Tier tier() {
    return tier;
  }

  /** Describes which limits the kernel enforces on this machine, as the probe found. */
  public String limits() {
    return host.groups().described();
  }

  /** Runs a Python program. */
  public Ending python(String source, byte[] stdin, Limits limits, long expectedOutput)
      throws SandboxException {
    return run(Request.python(source, stdin, limits, expectedOutput));
  }

  /**
   * Runs tests in one process against a candidate in another process. Both are JSON for {@code examiner.py}.
   *
   * @param sharedFiles whether both processes share {@code /tmp}
   */
  public Ending function(byte[] candidate, byte[] tests, Limits limits, boolean sharedFiles)
      throws SandboxException {
    return run(Request.function(candidate, tests, limits, sharedFiles));
  }

  /**
   * Compiles Java in a box. If a source ends the compiler twice, but a simple source does not, the source does not
   * compile.
   */
  public Compiled compile(String source) throws SandboxException {
    Worker worker = take();
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try {
          return worker.compile(source);
        } catch (IOException e) {
          // The box was killed from outside or by this source; the second attempt decides.
        }
      }
      worker.compile("class Sound {}");
      return new Compiled(Map.of(), "this source crashes the compiler");
    } catch (IOException e) {
      throw new SandboxException("the Java compiler's box failed: " + e.getMessage(), e);
    } finally {
      idle.add(worker);
    }
  }

  /** Runs the {@code main} of compiled Java. */
  public Ending javaMain(Compiled program, byte[] stdin, Limits limits, long expectedOutput)
      throws SandboxException {
    return java(ProgramRunner.class, List.of(), Map.of(), program, stdin, limits, expectedOutput);
  }

  /**
   * Calls a method of compiled Java once for each argument list; see {@link MethodRunner}.
   *
   * @param secret word at the start of each of the runner's answers
   */
  public Ending javaMethod(
      Compiled program,
      String method,
      String secret,
      byte[] arguments,
      Limits limits,
      long expectedOutput)
      throws SandboxException {
    return java(
        MethodRunner.class,
        List.of(method),
        Map.of(MethodRunner.SECRET, secret.getBytes(UTF_8)),
        program,
        arguments,
        limits,
        expectedOutput);
  }

  private Ending java(
      Class<?> runner,
      List<String> first,
      Map<String, byte[]> more,
      Compiled program,
      byte[] stdin,
      Limits limits,
      long expectedOutput)
      throws SandboxException {
    Map<String, byte[]> files = new LinkedHashMap<>(more);
    for (Class<?> ours :
        List.of(runner, Literals.class, Literals.Bag.class, Literals.Whole.class)) {
      files.put("ours/" + ours.getName().replace('.', '/') + ".class", Scripts.classFile(ours));
    }
    program
        .classes()
        .forEach((name, bytes) -> files.put("classes/" + name.replace('.', '/') + ".class", bytes));
    List<String> argv = new ArrayList<>(Jvm.forRun(host, limits.memoryMb()));
    argv.addAll(List.of("-cp", "/tmp/ours:/tmp/classes", runner.getName()));
    argv.addAll(first);
    argv.addAll(program.topLevel());
    return run(Request.command(argv, files, stdin, limits, expectedOutput));
  }

  /**
   * Runs a request. Repeats the run once if the box failed, or if the program was killed from outside the box. If the
   * program ends two boxes, but a simple program completes, the program is at fault.
   *
   * @throws SandboxException if a box fails even with a simple program
   */
  Ending run(Request request) throws SandboxException {
    Worker worker = take();
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try {
          Ending ending = worker.run(request);
          if (!ending.killed() || attempt == ATTEMPTS) {
            return ending;
          }
        } catch (IOException e) {
          if (attempt == ATTEMPTS) {
            return blame(worker, e);
          }
        }
      }
      throw new IllegalStateException("the last attempt always ends the loop");
    } finally {
      idle.add(worker);
    }
  }

  /** Finds out whether the program or the machine made the boxes fail. */
  private Ending blame(Worker worker, IOException failure) throws SandboxException {
    try {
      worker.run(SOUND);
      return Ending.overLimit("box", 0);
    } catch (IOException e) {
      throw new SandboxException(
          "the sandbox failed twice on this sample: " + failure.getMessage(), failure);
    }
  }

  private Worker take() throws SandboxException {
    if (closed) {
      throw new SandboxException("the sandbox is closed");
    }
    try {
      return idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while waiting for a worker", e);
    }
  }

  /** Returns the process ids of the outer bubblewraps of all open boxes. */
  List<Long> boxes() {
    List<Long> pids = new ArrayList<>();
    for (Worker worker : workers) {
      worker.box().ifPresent(pids::add);
    }
    return pids;
  }

  /** Ends every box. Runs in progress fail. */
  @Override
  public void close() {
    closed = true;
    workers.forEach(Worker::close);
  }
}

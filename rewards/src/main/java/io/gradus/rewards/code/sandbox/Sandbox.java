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
 * Runs untrusted programs in boxes: as many at a time as there are workers, each worker with a box that is started when it is
 * first needed, recycled after some hundred runs, and replaced when it fails. Safe for use from any number of threads.
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
   * A sandbox of a tier, after a probe that the machine keeps what the tier promises.
   *
   * @throws UserError if it does not, with what is missing and the remedy
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
   * The process's own sandbox of a tier, with a worker for each processor; opened when first asked for and closed at exit.
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

  /** Says which limits are hard on this machine, as the probe found them. */
  public String limits() {
    return host.groups().described();
  }

  /** Runs a Python program. */
  public Ending python(String source, byte[] stdin, Limits limits, long expectedOutput)
      throws SandboxException {
    return run(Request.python(source, stdin, limits, expectedOutput));
  }

  /**
   * Runs tests, in one process, against a candidate in another; both as JSON for {@code examiner.py}.
   *
   * @param sharedFiles whether both have one {@code /tmp}
   */
  public Ending function(byte[] candidate, byte[] tests, Limits limits, boolean sharedFiles)
      throws SandboxException {
    return run(Request.function(candidate, tests, limits, sharedFiles));
  }

  /** Compiles Java, in a box. A source that ends the compiler twice, while another does not, does not compile. */
  public Compiled compile(String source) throws SandboxException {
    Worker worker = take();
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try {
          return worker.compile(source);
        } catch (IOException e) {
          // Killed from outside, or by this source: the second attempt decides.
        }
      }
      worker.compile("class Sound {}");
      return new Compiled(Map.of(), "the compiler does not survive this source");
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
   * Calls a method of compiled Java with each of several argument lists; see {@link MethodRunner}.
   *
   * @param secret the word that the runner's answers begin with
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
   * Runs a request; once more if the box failed, or if the program was killed by somebody else than the box. A program that ends
   * two boxes, while another runs to its end, is at fault itself.
   *
   * @throws SandboxException if a box fails whatever runs in it
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

  /** Finds out whether the program or the machine is at fault for boxes that failed. */
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

  /** Process ids of the boxes that are open now: their outer bubblewraps. */
  List<Long> boxes() {
    List<Long> pids = new ArrayList<>();
    for (Worker worker : workers) {
      worker.box().ifPresent(pids::add);
    }
    return pids;
  }

  /** Ends every box. A run that is under way fails. */
  @Override
  public void close() {
    closed = true;
    workers.forEach(Worker::close);
  }
}

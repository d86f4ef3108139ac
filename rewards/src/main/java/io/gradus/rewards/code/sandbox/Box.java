package io.gradus.rewards.code.sandbox;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One running bubblewrap, with the streams to and from the script inside. Only one thread may use it at a time. */
final class Box implements AutoCloseable {
  private static final int STDERR_KEPT = 2000;
  private static final Set<Box> OPEN = ConcurrentHashMap.newKeySet();
  private static final ScheduledExecutorService WATCHDOG =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sandbox-watchdog");
        thread.setDaemon(true);
        return thread;
      });

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> List.copyOf(OPEN).forEach(Box::close), "sandbox-shutdown"));
  }

  private final Process process;
  private final ControlGroup group;
  private final StringBuilder complaints = new StringBuilder();
  private final Thread listener;
  private volatile List<ProcessHandle> inside = List.of();
  final DataOutputStream in;
  final DataInputStream out;
  int runs;

  private Box(Process process, ControlGroup group) {
    this.process = process;
    this.group = group;
    this.in = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
    this.out = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    this.listener = new Thread(this::listen, "sandbox-stderr");
    listener.setDaemon(true);
    listener.start();
    OPEN.add(this);
  }

  /** Starts a script in a new box with control groups of its own. */
  static Box start(Host host, String script) throws IOException {
    ControlGroup group = host.groups().create();
    ProcessBuilder builder = new ProcessBuilder(host.command(script, group));
    // The box can read bubblewrap's own environment, even if bubblewrap passes nothing on.
    builder.environment().clear();
    try {
      return new Box(builder.start(), group);
    } catch (IOException e) {
      group.close();
      throw e;
    }
  }

  /** Sets the limits of the box's processes from now on. */
  void limit(Request request) throws IOException {
    group.limit(request.memory(), request.processes());
  }

  /** Returns the number of processes of this box that the kernel killed at the memory limit. */
  long memoryKills() {
    return group.kills();
  }

  private void listen() {
    byte[] buffer = new byte[4096];
    try (InputStream stderr = process.getErrorStream()) {
      for (int n = stderr.read(buffer); n >= 0; n = stderr.read(buffer)) {
        synchronized (complaints) {
          complaints.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
          complaints.delete(0, Math.max(0, complaints.length() - STDERR_KEPT));
        }
      }
    } catch (IOException e) {
      // The stream ends when the process ends.
    }
  }

  /**
   * Returns the last output of the box on standard error. If the box has ended, waits for the rest of its output first.
   */
  String complaints() {
    try {
      if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
        listener.join(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (complaints) {
      return complaints.toString().strip();
    }
  }

  /**
   * Reads exactly {@code size} bytes.
   *
   * @throws EOFException if the box ends earlier, because half an answer is worthless
   */
  byte[] read(int size) throws IOException {
    byte[] bytes = out.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the box ended within an answer");
    }
    return bytes;
  }

  /** Kills the box after this time, unless the caller cancels the returned task first. */
  ScheduledFuture<?> killAfter(long seconds) {
    return WATCHDOG.schedule(this::kill, seconds, TimeUnit.SECONDS);
  }

  /** Checks the box every 500 ms, and kills it when the check returns true. The caller can cancel the returned task. */
  ScheduledFuture<?> killWhen(BooleanSupplier look) {
    Runnable task = () -> {
      if (look.getAsBoolean()) {
        kill();
      }
    };
    return WATCHDOG.scheduleWithFixedDelay(task, 500, 500, TimeUnit.MILLISECONDS);
  }

  /** Returns the processor time of all processes of the box, s. */
  double cpuSeconds() {
    return process
        .descendants()
        .flatMap(inner -> inner.info().totalCpuDuration().stream())
        .mapToDouble(time -> time.toMillis() / 1000.0)
        .sum();
  }

  boolean alive() {
    return process.isAlive();
  }

  /**
   * Ends every process of the box. Killing only the outer bubblewrap would leave its child alive. The inner bubblewrap
   * is the first process of the box's namespace. When it dies, the kernel ends all processes in the namespace, and the
   * outer bubblewrap ends too.
   */
  void kill() {
    remember();
    inside.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    OPEN.remove(this);
  }

  /** Remembers the processes of the box, because they cannot be found once the outer bubblewrap is dead. */
  void remember() {
    List<ProcessHandle> found = process.toHandle().descendants().toList();
    if (!found.isEmpty()) {
      inside = found;
    }
  }

  @Override
  public void close() {
    kill();
    try {
      // Processes that still run read the end of their requests.
      process.getOutputStream().close();
    } catch (IOException e) {
      // Already gone.
    }
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    group.close();
  }

  /** Returns the process id of the outer bubblewrap. */
  long pid() {
    return process.pid();
  }
}

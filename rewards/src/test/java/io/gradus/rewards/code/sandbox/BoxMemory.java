package io.gradus.rewards.code.sandbox;

import io.gradus.rewards.code.sandbox.ControlGroups.Controller;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Peak memory of the boxes of this process, from their control groups. A box of the hardened tier ends with its run, so
 * a thread looks every 2 ms.
 */
public final class BoxMemory implements AutoCloseable {
  private final Path parent;
  private final String usage;
  private final String limit;
  private final Map<Path, long[]> seen = new TreeMap<>();
  private final Thread watcher = new Thread(this::watch, "box-memory");
  private volatile boolean closed;

  private BoxMemory(ControlGroups.Parent parent) {
    this.parent = parent.folder();
    this.usage = parent.version() == 1 ? "memory.max_usage_in_bytes" : "memory.current";
    this.limit = parent.version() == 1 ? "memory.limit_in_bytes" : "memory.max";
    watcher.setDaemon(true);
    watcher.start();
  }

  /**
   * Starts to look.
   *
   * @throws IllegalStateException if this machine has no control groups for memory
   */
  public static BoxMemory watching() {
    ControlGroups.Parent parent = ControlGroups.find().parents().get(Controller.MEMORY);
    if (parent == null) {
      throw new IllegalStateException("no control group for memory can be made here");
    }
    return new BoxMemory(parent);
  }

  /** Forgets all peaks. */
  public synchronized void reset() throws IOException {
    look();
    for (Path group : seen.keySet()) {
      if (Files.exists(group) && usage.startsWith("memory.max")) {
        Files.writeString(group.resolve(usage), "0");
      }
    }
    seen.clear();
  }

  /** Highest memory of a box of which the kernel limit lies between these bounds, bytes. */
  public synchronized long peak(long least, long most) {
    look();
    return seen.values().stream()
        .filter(box -> box[1] >= least && box[1] < most)
        .mapToLong(box -> box[0])
        .max()
        .orElse(0);
  }

  /** Processor time that the look itself has taken, s. */
  public double ownSeconds() {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(watcher.getId()) / 1e9;
  }

  private void watch() {
    while (!closed) {
      look();
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized void look() {
    String own = "gradus-%d-*".formatted(ProcessHandle.current().pid());
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, own)) {
      for (Path group : groups) {
        try {
          long now = Long.parseLong(Files.readString(group.resolve(usage)).strip());
          long most = Long.parseLong(Files.readString(group.resolve(limit)).strip());
          long[] box = seen.computeIfAbsent(group, path -> new long[2]);
          box[0] = Math.max(box[0], now);
          box[1] = Math.max(box[1], most > 1L << 50 ? 0 : most);
        } catch (IOException | NumberFormatException e) {
          // This box has just ended, or has no limit yet.
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("control groups cannot be read", e);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}

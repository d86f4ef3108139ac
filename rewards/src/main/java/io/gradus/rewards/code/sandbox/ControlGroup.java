package io.gradus.rewards.code.sandbox;

import io.gradus.rewards.code.sandbox.ControlGroups.Controller;
import io.gradus.rewards.code.sandbox.ControlGroups.Parent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The control groups of one box. The box's first process enters the groups, so all processes of the box are in them.
 * The files of the groups belong to this process, so nothing in the box can change a limit. Only one thread may use an
 * instance at a time.
 */
final class ControlGroup implements AutoCloseable {
  /** Memory for the box's trusted processes and their answers, bytes. */
  private static final long TRUSTED = 40L << 20;

  private static final int TRUSTED_PROCESSES = 16;

  private final Map<Controller, Parent> folders;
  private long memory = -1;
  private int processes = -1;

  ControlGroup(Map<Controller, Parent> folders) {
    this.folders = Map.copyOf(folders);
  }

  /** Returns a prefix that makes a command start in these groups. */
  List<String> entering() {
    if (folders.isEmpty()) {
      return List.of();
    }
    List<String> line = new ArrayList<>(List.of(
        "/bin/sh",
        "-c",
        "while [ \"$1\" != -- ]; do echo $$ > \"$1\" || exit 1; shift; done; shift; exec \"$@\"",
        "sh"));
    folders.values().stream()
        .map(parent -> parent.folder().resolve("cgroup.procs").toString())
        .distinct()
        .forEach(line::add);
    line.add("--");
    return line;
  }

  /**
   * Returns bubblewrap's options that mount the counters in the box. The box's server removes the mounts before a
   * candidate could see them.
   */
  List<String> bindings() {
    List<String> options = new ArrayList<>();
    bind(options, Controller.MEMORY, "/groups/memory");
    bind(options, Controller.CPU, "/groups/cpu");
    return options;
  }

  private void bind(List<String> options, Controller controller, String place) {
    Parent parent = folders.get(controller);
    if (parent != null) {
      options.addAll(List.of("--ro-bind", parent.folder().toString(), place));
    }
  }

  /**
   * Sets the limits of the next run.
   *
   * @param memoryBytes memory of the candidate's processes
   * @param count number of the candidate's processes and threads
   */
  void limit(long memoryBytes, int count) throws IOException {
    Parent group = folders.get(Controller.MEMORY);
    if (group != null && memoryBytes != memory) {
      String bytes = Long.toString(memoryBytes + TRUSTED);
      if (group.version() == 2) {
        write(group, "memory.max", bytes);
        writeIfPresent(group, "memory.swap.max", "0");
      } else {
        write(group, "memory.limit_in_bytes", bytes);
        writeIfPresent(group, "memory.swappiness", "0");
      }
      memory = memoryBytes;
    }
    group = folders.get(Controller.PROCESSES);
    if (group != null && count != processes) {
      write(group, "pids.max", Integer.toString(count + TRUSTED_PROCESSES));
      processes = count;
    }
  }

  private static void write(Parent group, String file, String text) throws IOException {
    Files.writeString(group.folder().resolve(file), text);
  }

  private static void writeIfPresent(Parent group, String file, String text) throws IOException {
    if (Files.exists(group.folder().resolve(file))) {
      write(group, file, text);
    }
  }

  /** Returns the number of processes of the box that the kernel killed at the memory limit. */
  long kills() {
    Parent group = folders.get(Controller.MEMORY);
    if (group == null) {
      return 0;
    }
    String file = group.version() == 2 ? "memory.events" : "memory.oom_control";
    try {
      for (String line : Files.readAllLines(group.folder().resolve(file))) {
        if (line.startsWith("oom_kill ")) {
          return Long.parseLong(line.substring("oom_kill ".length()).strip());
        }
      }
    } catch (IOException | NumberFormatException e) {
      // The count is unknown, and the box failed for another reason.
    }
    return 0;
  }

  /**
   * Removes the groups. Retries for a moment, because processes of a box that has just ended may still be in the
   * groups.
   */
  @Override
  public void close() {
    for (Path folder : folders.values().stream().map(Parent::folder).distinct().toList()) {
      for (int attempt = 0; attempt < 20 && !removed(folder); attempt++) {
        try {
          TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private static boolean removed(Path folder) {
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

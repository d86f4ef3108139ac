package io.gradus.rewards.code.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The control groups in which this process may create its own groups, by controller. Version 1 has one folder for each
 * controller; version 2 has one folder for all controllers. A controller is absent if this machine does not offer it,
 * or if this user may not write to it.
 *
 * @param parents folder of this process's own group, for each controller
 */
record ControlGroups(Map<Controller, Parent> parents) {
  private static final String NAME = "gradus-%d-";
  private static final AtomicLong COUNT = new AtomicLong();

  /** Resource that a group limits or counts, with the name of its controller in version 1. */
  enum Controller {
    MEMORY("memory"),
    PROCESSES("pids"),
    CPU("cpuacct");

    final String first;

    Controller(String first) {
      this.first = first;
    }
  }

  /**
   * A folder in which groups can be created.
   *
   * @param version 1 or 2
   */
  record Parent(Path folder, int version) {}

  ControlGroups {
    parents = Map.copyOf(parents);
  }

  /** Returns no control groups. */
  static ControlGroups none() {
    return new ControlGroups(Map.of());
  }

  /** Finds the groups of this process, and removes groups that dead processes left there. */
  static ControlGroups find() {
    return find(Path.of("/proc/self"));
  }

  static ControlGroups find(Path process) {
    Map<Controller, Parent> found = new EnumMap<>(Controller.class);
    try {
      List<String> groups = Files.readAllLines(process.resolve("cgroup"));
      for (String mount : Files.readAllLines(process.resolve("mountinfo"))) {
        String[] halves = mount.split(" - ", 2);
        String[] left = halves[0].split(" ");
        String[] right = halves.length < 2 ? new String[0] : halves[1].split(" ");
        if (left.length < 5 || right.length < 3 || !right[0].startsWith("cgroup")) {
          continue;
        }
        int version = right[0].equals("cgroup2") ? 2 : 1;
        for (Controller controller : Controller.values()) {
          boolean here = version == 2 || Set.of(right[2].split(",")).contains(controller.first);
          if (here && (version == 1 || !found.containsKey(controller))) {
            own(groups, controller, version)
                .filter(group -> group.startsWith(left[3]) || left[3].equals("/"))
                .map(group -> below(left[4], left[3], group))
                .filter(folder -> usable(folder, controller, version))
                .ifPresent(folder -> found.put(controller, new Parent(folder, version)));
          }
        }
      }
    } catch (IOException e) {
      return none();
    }
    ControlGroups result = new ControlGroups(found);
    result.sweep();
    return result;
  }

  /**
   * Returns the path of this process's group in a hierarchy, from a line such as {@code 4:memory:/a/b}, or {@code
   * 0::/a/b}.
   */
  private static Optional<String> own(List<String> groups, Controller controller, int version) {
    for (String line : groups) {
      String[] parts = line.split(":", 3);
      boolean here = version == 2
          ? parts[0].equals("0")
          : Set.of(parts[1].split(",")).contains(controller.first);
      if (parts.length == 3 && here) {
        return Optional.of(parts[2]);
      }
    }
    return Optional.empty();
  }

  private static Path below(String mountPoint, String root, String group) {
    String rest = root.equals("/") ? group : group.substring(root.length());
    return Path.of(mountPoint + (rest.startsWith("/") || rest.isEmpty() ? rest : "/" + rest));
  }

  /**
   * Checks whether a group with this controller can be created here. In version 2, this also enables the controller for
   * child groups.
   */
  private static boolean usable(Path folder, Controller controller, int version) {
    if (!Files.isWritable(folder) || !Files.isWritable(folder.resolve("cgroup.procs"))) {
      return false;
    }
    if (version == 2 && controller != Controller.CPU) {
      String name = controller == Controller.MEMORY ? "memory" : "pids";
      return switchedOn(folder, name) || (leave(folder) && switchedOn(folder, name));
    }
    Path trial = folder.resolve(NAME.formatted(ProcessHandle.current().pid()) + "trial");
    try {
      Files.createDirectory(trial);
      Files.delete(trial);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean switchedOn(Path folder, String controller) {
    try {
      Files.writeString(folder.resolve("cgroup.subtree_control"), "+" + controller);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Moves this process into a child group, because in version 2 a group whose children have controllers may have no
   * processes.
   */
  private static boolean leave(Path folder) {
    long self = ProcessHandle.current().pid();
    try {
      if (!Files.readAllLines(folder.resolve("cgroup.procs")).equals(List.of("" + self))) {
        return false;
      }
      Path group = folder.resolve("gradus-trainer");
      if (!Files.exists(group)) {
        Files.createDirectory(group);
      }
      Files.writeString(group.resolve("cgroup.procs"), "" + self);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Describes which limits the kernel enforces on this machine, and which Gradus only checks. */
  String described() {
    return "memory %s, processor time %s, processes hard, wall time hard, output hard, files hard"
        .formatted(
            parents.containsKey(Controller.MEMORY)
                ? "hard (control group v%d)"
                    .formatted(parents.get(Controller.MEMORY).version())
                : "watched every 50 ms (no control group can be made here)",
            parents.containsKey(Controller.CPU)
                ? "counted by a control group and checked every 50 ms"
                : "hard for each process and watched for all together");
  }

  /** Creates the groups of a new box. */
  ControlGroup create() {
    String name = NAME.formatted(ProcessHandle.current().pid()) + COUNT.incrementAndGet();
    Map<Controller, Parent> made = new EnumMap<>(Controller.class);
    parents.forEach((controller, parent) -> {
      Path folder = parent.folder().resolve(name);
      try {
        if (!Files.exists(folder)) {
          Files.createDirectory(folder);
        }
        made.put(controller, new Parent(folder, parent.version()));
      } catch (IOException e) {
        // This box has no such group, so only the limits of each process remain.
      }
    });
    return new ControlGroup(made);
  }

  /** Removes the groups of processes that were killed before they could remove them. */
  private void sweep() {
    for (Parent parent : Set.copyOf(parents.values())) {
      try (DirectoryStream<Path> left =
          Files.newDirectoryStream(parent.folder(), "gradus-[0-9]*-*")) {
        for (Path folder : left) {
          String process = folder.getFileName().toString().split("-")[1];
          if (!Files.exists(Path.of("/proc", process))) {
            Files.deleteIfExists(folder);
          }
        }
      } catch (IOException e) {
        // A box of another process is still ending in the group.
      }
    }
  }
}

package io.gradus.rewards.code.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The programs of this machine from which a box is built.
 *
 * @param bwrap bubblewrap
 * @param asNobody prefix with which root starts bubblewrap as nobody; empty for other users
 * @param python the interpreter itself, not a link or a shim
 * @param pythonHome the interpreter's installation prefix
 * @param java home of this JDK, links resolved
 * @param groups where control groups for boxes can be created
 */
record Host(
    Path bwrap,
    List<String> asNobody,
    Path python,
    Path pythonHome,
    Path java,
    ControlGroups groups) {
  static final String REMEDY = "install them with `apt-get install bubblewrap python3`";
  private static final List<Path> SYSTEM =
      List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/local/bin"));
  private static final String NOBODY = "65534";
  private static final String ASK_PYTHON =
      "import os,sys;print(os.path.realpath(sys.executable));print(os.path.realpath(sys.base_prefix));"
          + "print(int(sys.version_info>=(3,10)),sys.version.split()[0])";

  /**
   * Looks for the programs on the path.
   *
   * @throws UserError if one is missing, with the remedy
   */
  static Host find() {
    Set<Path> folders = new LinkedHashSet<>(SYSTEM);
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (folder.startsWith("/")) {
        folders.add(Path.of(folder));
      }
    }
    return find(List.copyOf(folders));
  }

  /** Looks for the programs in these folders. */
  static Host find(List<Path> folders) {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
      throw new UserError("sandbox: untrusted code runs in Linux namespaces, but this is "
          + System.getProperty("os.name")
          + ". Score code on Linux, for example in a virtual machine or a privileged container");
    }
    List<String> faults = new ArrayList<>();
    Optional<Path> bwrap = in(folders, "bwrap").findFirst();
    if (bwrap.isEmpty()) {
      faults.add("sandbox: bubblewrap (bwrap) is not on this machine: " + REMEDY);
    }
    Optional<List<String>> python = python(folders, faults);
    List<String> asNobody = List.of();
    if (isRoot()) {
      Optional<Path> setpriv = in(folders, "setpriv").findFirst();
      if (setpriv.isEmpty()) {
        faults.add("sandbox: root needs setpriv to start the box as nobody: "
            + "install it with `apt-get install util-linux`");
      } else {
        asNobody = List.of(
            setpriv.get().toString(),
            "--reuid",
            NOBODY,
            "--regid",
            NOBODY,
            "--clear-groups",
            "--no-new-privs");
      }
    }
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
    return new Host(
        bwrap.orElseThrow(),
        asNobody,
        Path.of(python.orElseThrow().get(0)),
        Path.of(python.orElseThrow().get(1)),
        real(Path.of(System.getProperty("java.home"))),
        ControlGroups.find());
  }

  /** Returns the first interpreter that starts and is new enough. Debian's own is tried before shims on the path. */
  private static Optional<List<String>> python(List<Path> folders, List<String> faults) {
    String found = "";
    for (Path candidate : in(folders, "python3").toList()) {
      List<String> lines = ask(List.of(candidate.toString(), "-I", "-S", "-c", ASK_PYTHON));
      if (lines.size() == 3 && lines.get(2).startsWith("1")) {
        return Optional.of(lines);
      }
      found = lines.size() == 3 ? lines.get(2).substring(2) : found;
    }
    faults.add(
        found.isEmpty()
            ? "sandbox: python3 is not on this machine: " + REMEDY
            : "sandbox: python3 here is %s, but the box needs 3.10 or later: %s"
                .formatted(found, REMEDY));
    return Optional.empty();
  }

  private static Stream<Path> in(List<Path> folders, String program) {
    return folders.stream().map(folder -> folder.resolve(program)).filter(Files::isExecutable);
  }

  private static boolean isRoot() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  private static List<String> ask(List<String> command) {
    try {
      Process process = new ProcessBuilder(command)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      process.getOutputStream().close();
      String answer = new String(process.getInputStream().readNBytes(10_000), UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        return List.of();
      }
      return answer.lines().toList();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Returns this machine with other control groups. */
  Host with(ControlGroups others) {
    return new Host(bwrap, asNobody, python, pythonHome, java, others);
  }

  /**
   * Returns the command line of a box in which the interpreter runs a script. The box has all namespaces and no
   * network. The box sees only the host's interpreter, JDK and libraries, and everything is read-only.
   */
  List<String> command(String script, ControlGroup group) {
    List<String> line = new ArrayList<>(group.entering());
    line.addAll(asNobody);
    line.add(bwrap.toString());
    add(line, "--unshare-all --new-session --hostname box --uid 65534 --gid 65534");
    // The fork server needs this to build cells; the code in the cells has no capability.
    add(line, "--cap-add CAP_SYS_ADMIN --clearenv");
    add(line, "--ro-bind /usr/lib /usr/lib --ro-bind-try /usr/lib64 /usr/lib64");
    add(line, "--ro-bind-try /usr/share/zoneinfo /usr/share/zoneinfo");
    add(line, "--ro-bind-try /etc/ld.so.cache /etc/ld.so.cache");
    for (String name : List.of("lib", "lib64")) {
      Path folder = Path.of("/", name);
      if (Files.isSymbolicLink(folder)) {
        add(line, "--symlink usr/%s /%s".formatted(name, name));
      } else if (Files.isDirectory(folder)) {
        add(line, "--ro-bind /%s /%s".formatted(name, name));
      }
    }
    line.addAll(group.bindings());
    bind(line, python);
    bind(line, pythonHome.resolve("lib"));
    bind(line, java);
    // Debian keeps the JDK's settings in a separate folder.
    try (DirectoryStream<Path> settings = Files.newDirectoryStream(Path.of("/etc"), "java-*")) {
      settings.forEach(folder -> bind(line, folder));
    } catch (IOException e) {
      // There is no such folder, so the settings are in the JDK itself.
    }
    // Not bwrap's --dev: it would nest a second user namespace, in which the server could not make
    // its cells.
    add(line, "--proc /proc --tmpfs /dev");
    for (String device : List.of("null", "zero", "full", "random", "urandom")) {
      add(line, "--dev-bind /dev/%s /dev/%s".formatted(device, device));
    }
    add(line, "--symlink /proc/self/fd /dev/fd --symlink /proc/self/fd/0 /dev/stdin");
    add(line, "--symlink /proc/self/fd/1 /dev/stdout --symlink /proc/self/fd/2 /dev/stderr");
    add(line, "--dir /dev/shm --tmpfs /tmp --remount-ro /dev --remount-ro / --chdir /");
    add(line, "--setenv PYTHONHASHSEED 0 --setenv PYTHONUTF8 1 --setenv LANG C.UTF-8");
    line.addAll(List.of(python.toString(), "-S", "-s", "-B", "-c", script));
    return line;
  }

  private static void bind(List<String> line, Path path) {
    if (!path.startsWith("/usr/lib") && Files.exists(path)) {
      line.addAll(List.of("--ro-bind", path.toString(), path.toString()));
    }
  }

  private static void add(List<String> line, String words) {
    line.addAll(List.of(words.split(" ")));
  }
}

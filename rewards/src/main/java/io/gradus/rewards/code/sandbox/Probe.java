package io.gradus.rewards.code.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gradus.core.UserError;

/** Tests a box before untrusted code enters it, by running code that tries forbidden actions. */
final class Probe {
  private static final Limits LIMITS = new Limits(2, 128, 1, 8);
  private static final String REMEDY = """
      sandbox: this machine does not let bubblewrap make its namespaces, so Gradus cannot isolate untrusted code here.
        In a container: start it with user namespaces allowed (Docker: --security-opt seccomp=unconfined \
      --security-opt apparmor=unconfined, or --privileged).
        On Ubuntu 24.04 and later: allow unprivileged user namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns=0).
        The box reports: %s""";

  /** Prints a word for each promise that does not hold. */
  private static final String SCRIPT = """
      import os, socket, threading, ctypes
      def fails(what):
          try:
              what()
          except (OSError, RuntimeError, MemoryError):
              return True
          return False
      def threads():
          gate = threading.Event()
          try:
              for _ in range(40):
                  threading.Thread(target=gate.wait, daemon=True).start()
          finally:
              gate.set()
      status = dict(l.split(":\\t", 1) for l in open("/proc/self/status") if ":\\t" in l)
      promises = {
          "network": lambda: fails(lambda: socket.socket(socket.AF_INET)) and os.listdir("/sys/class/net") == ["lo"]
              if os.path.exists("/sys") else fails(lambda: socket.socket(socket.AF_INET)),
          "files": lambda: not any(map(os.path.exists, ("/etc/passwd", "/root", "/home", "/var", "/bin/sh"))),
          "read-only": lambda: fails(lambda: open("/x", "w")) and fails(lambda: open("/dev/x", "w")),
          "environment": lambda: b"PATH" not in open("/proc/1/environ", "rb").read() if not fails(
              lambda: open("/proc/1/environ").close()) else True,
          "processes": lambda: len([p for p in os.listdir("/proc") if p.isdigit()]) <= 2 and fails(threads),
          "memory": lambda: fails(lambda: bytearray(1 << 30)),
          "capabilities": lambda: int(status["CapEff"], 16) == 0 and status["NoNewPrivs"].strip() == "1",
          "seccomp": lambda: status["Seccomp"].strip() == "2",
          "namespaces": lambda: ctypes.CDLL(None).unshare(0x10000000) != 0,
      }
      for name, kept in promises.items():
          try:
              if not kept():
                  print(name)
          except Exception as failure:
              print(name, repr(failure))
      print("done")
      """;

  /** Uses more memory than allowed, in pages that no process counts as its own. */
  private static final String SHARED_PAGES = """
      import mmap
      size, piece = 192 << 20, 4 << 20
      area = mmap.mmap(-1, size)
      for at in range(0, size, piece):
          area[at:at + piece] = bytes(piece)
          area.madvise(mmap.MADV_DONTNEED, at, piece)
      """;

  private Probe() {}

  /** Checks whether the control groups also keep a run within its memory limit. */
  static boolean memoryIsHard(Sandbox sandbox) {
    try {
      Ending ending = sandbox.run(Request.python(SHARED_PAGES, new byte[0], LIMITS, 0));
      return ending.over().equals("memory");
    } catch (SandboxException e) {
      return false;
    }
  }

  static void check(Sandbox sandbox) {
    Ending ending;
    try {
      ending = sandbox.run(Request.python(SCRIPT, new byte[0], LIMITS, 0));
    } catch (SandboxException e) {
      throw new UserError(REMEDY.formatted(e.getMessage()), e);
    }
    String found = new String(ending.stdout(), UTF_8).strip();
    if (!found.equals("done")) {
      throw new UserError(
          "sandbox: this machine does not provide the isolation of %s (%s %s). Gradus does not fall back to weaker isolation. Score code on another machine"
              .formatted(
                  sandbox.tier(),
                  found.replace("\n", "; "),
                  new String(ending.stderr(), UTF_8).strip()));
    }
  }
}

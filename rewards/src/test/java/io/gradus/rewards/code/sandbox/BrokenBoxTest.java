package io.gradus.rewards.code.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Verdict;
import io.gradus.rewards.code.CodeResult;
import io.gradus.rewards.code.CodeTask;
import io.gradus.rewards.code.CodeVerifier;
import io.gradus.rewards.code.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong outside of the candidate masks the sample, and never counts against it. */
class BrokenBoxTest {
  private static final Limits LIMITS = new Limits(2, 256, 1, 16);
  private static final String ADD = "def add(a, b):\n    return a + b\n";

  @TempDir
  Path folder;

  @BeforeEach
  void needsASandbox() throws IOException {
    OpenSandbox.orSkip(Tier.FORK_SERVER);
    // The box is started as nobody.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Host withBubblewrap(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("bwrap"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    Host host = Host.find();
    return new Host(
        file, host.asNobody(), host.python(), host.pythonHome(), host.java(), host.groups());
  }

  private static CodeResult verify(Sandbox sandbox, String test, String code) {
    CodeTask.Asserts tests = new CodeTask.Asserts(List.of(test), "", "", "add");
    return new CodeVerifier(sandbox, LIMITS, false)
        .verify(new CodeTask(Language.PYTHON, tests), code);
  }

  @Test
  void halfAnAnswerIsNone() throws IOException {
    String header = "{\"over\": \"\", \"exit\": 0, \"blobs\": [10, 0]}";
    Host host = withBubblewrap("printf '\\000\\000\\000\\%03o%sabc'\nexec cat > /dev/null\n"
        .formatted(header.length(), header));
    try (ForkServer server = ForkServer.start(host)) {
      assertThatThrownBy(() -> server.run(Request.python("", new byte[0], LIMITS, 0)))
          .isInstanceOf(IOException.class)
          .hasRootCauseMessage("the box ended within an answer");
    }
  }

  @Test
  void aMachineThatDeniesNamespacesInTheMiddleOfARunMasksUntilItAllowsThemAgain() throws Exception {
    Path flag = folder.resolve("denied");
    String real = Host.find().bwrap().toString();
    Host host =
        withBubblewrap("if [ -e '%s' ]; then echo 'No permission' >&2; exit 1; fi\nexec %s \"$@\"\n"
            .formatted(flag, real));
    try (Sandbox sandbox = Sandbox.open(Tier.HARDENED, 1, host)) {
      assertThat(verify(sandbox, "assert add(1, 2) == 3", ADD).verdict())
          .isEqualTo(Verdict.CORRECT);
      Files.createFile(flag);
      CodeResult denied = verify(sandbox, "assert add(1, 2) == 3", ADD);
      assertThat(denied.verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
      assertThat(denied.why()).contains("failed twice").contains("No permission");
      Files.delete(flag);
      assertThat(verify(sandbox, "assert add(1, 2) == 3", ADD).verdict())
          .isEqualTo(Verdict.CORRECT);
    }
  }

  @Test
  void testsThatAreKilledFromOutsideAreRepeatedAndThenAnError() throws Exception {
    try (Sandbox sandbox = Sandbox.open(Tier.FORK_SERVER, 1)) {
      CompletableFuture<CodeResult> run = CompletableFuture.supplyAsync(
          () -> verify(sandbox, "import time\ntime.sleep(1.5)\nassert add(1, 2) == 3", ADD));
      for (int kills = 0; kills < 2 && !run.isDone(); kills++) {
        TimeUnit.MILLISECONDS.sleep(700);
        testsOf(sandbox).destroyForcibly();
      }
      assertThat(run.get(30, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
      assertThat(verify(sandbox, "assert add(1, 2) == 3", ADD).verdict())
          .isEqualTo(Verdict.CORRECT);
    }
  }

  /** The process of the tests: a child of the supervisor that has no child, unlike the init of the candidate's cell. */
  private static ProcessHandle testsOf(Sandbox sandbox) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      for (long pid : sandbox.boxes()) {
        List<ProcessHandle> found = ProcessHandle.of(pid)
            .orElseThrow()
            .descendants()
            .filter(p -> p.children().findAny().isEmpty())
            .filter(p -> p.parent().flatMap(ProcessHandle::parent).isPresent())
            .filter(p -> siblings(p) == 2)
            .toList();
        if (found.size() == 1) {
          return found.get(0);
        }
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new AssertionError("no process of tests in the box");
  }

  private static long siblings(ProcessHandle process) {
    return process.parent().map(p -> p.children().count()).orElse(0L);
  }

  @Test
  void anInterruptedThreadKeepsItsFlagAndItsSampleIsMasked() throws Exception {
    try (Sandbox sandbox = Sandbox.open(Tier.FORK_SERVER, 1)) {
      CompletableFuture<Boolean> flag = new CompletableFuture<>();
      CompletableFuture<CodeResult> result = new CompletableFuture<>();
      Thread thread = new Thread(() -> {
        Thread.currentThread().interrupt();
        result.complete(verify(sandbox, "assert add(1, 2) == 3", ADD));
        flag.complete(Thread.currentThread().isInterrupted());
      });
      thread.start();
      assertThat(result.get(20, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
      assertThat(flag.get(1, TimeUnit.SECONDS)).isTrue();
      assertThat(verify(sandbox, "assert add(1, 2) == 3", ADD).verdict())
          .isEqualTo(Verdict.CORRECT);
    }
  }

  @Test
  void manyThreadsShareFewBoxesAndLeaveNothingBehind() throws Exception {
    try (Sandbox sandbox = Sandbox.open(Tier.FORK_SERVER, 2)) {
      long before = openFiles();
      List<CompletableFuture<CodeResult>> runs = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        String code = i % 3 == 0
            ? "import os\nif os.fork() == 0:\n  import time; time.sleep(99)\n" + ADD
            : ADD;
        runs.add(
            CompletableFuture.supplyAsync(() -> verify(sandbox, "assert add(1, 2) == 3", code)));
      }
      for (CompletableFuture<CodeResult> run : runs) {
        assertThat(run.get(60, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.CORRECT);
      }
      assertThat(openFiles() - before).as("descriptors of two boxes at most").isLessThan(20);
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}

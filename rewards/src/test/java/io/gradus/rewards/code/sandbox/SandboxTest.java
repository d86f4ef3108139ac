package io.gradus.rewards.code.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SandboxTest {
  private static final Limits LIMITS = new Limits(2, 256, 1, 16);
  private static final String HELLO = "print('hello')";

  private Sandbox sandbox;

  @BeforeEach
  void open() {
    OpenSandbox.orSkip(Tier.FORK_SERVER);
    sandbox = Sandbox.open(Tier.FORK_SERVER, 1);
  }

  @AfterEach
  void close() {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private String output(String program) throws SandboxException {
    return new String(sandbox.python(program, new byte[0], LIMITS, 0).stdout(), UTF_8).strip();
  }

  private List<ProcessHandle> inBox() {
    return sandbox.boxes().stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(ProcessHandle::descendants)
        .toList();
  }

  @Test
  void aRunLeavesNoProcessBehind() throws Exception {
    String orphan = "import os,time\nif os.fork()==0:\n  os.setsid()\n  time.sleep(1000)\n";
    assertThat(output(orphan + "else:\n  print('gone')")).isEqualTo("gone");
    // The supervisor answers as the last of its cell, and then ends.
    for (int i = 0; i < 100 && inBox().size() > 2; i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertThat(inBox()).as("the first process of the box, and the server").hasSize(2);
  }

  @Test
  void aRunLeavesNoFileBehind() throws SandboxException {
    String places = "('/tmp/x', '/dev/shm/x')";
    assertThat(output("for p in " + places + ": open(p, 'w').write('x')\nprint('written')"))
        .isEqualTo("written");
    assertThat(output("import os\nprint([os.path.exists(p) for p in " + places + "])"))
        .isEqualTo("[False, False]");
  }

  @Test
  void aRunSeesOnlyItself() throws SandboxException {
    assertThat(output("import os\nprint(sorted(p for p in os.listdir('/proc') if p.isdigit()))"))
        .isEqualTo("['1', '2']");
    assertThat(output("import os\nprint(sorted(os.listdir('/proc/self/fd'))[:5])"))
        .as("its three streams, the note pipe, and the listing itself")
        .isEqualTo("['0', '1', '2', '3', '4']");
  }

  @Test
  void anIdleBoxThatIsKilledIsReplaced() throws SandboxException {
    assertThat(output(HELLO)).isEqualTo("hello");
    List<Long> first = sandbox.boxes();
    inBox().forEach(ProcessHandle::destroyForcibly);
    assertThat(output(HELLO)).isEqualTo("hello");
    assertThat(sandbox.boxes()).isNotEqualTo(first);
    first.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    assertThat(output(HELLO)).isEqualTo("hello");
  }

  @Test
  void aRunWhoseBoxIsKilledIsRepeatedOnceAndThenAnError() throws Exception {
    String slow = "import time\ntime.sleep(1)\nprint('done')";
    assertThat(output(HELLO)).isEqualTo("hello");
    CompletableFuture<String> run = inBackground(slow);
    TimeUnit.MILLISECONDS.sleep(400);
    inBox().forEach(ProcessHandle::destroyForcibly);
    assertThat(run.get(20, TimeUnit.SECONDS)).isEqualTo("done");

    CompletableFuture<String> hunted = inBackground(slow);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!hunted.isDone() && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(300);
      inBox().forEach(ProcessHandle::destroyForcibly);
    }
    assertThat(hunted.get(1, TimeUnit.SECONDS)).contains("the sandbox failed twice");
    assertThat(output(HELLO)).isEqualTo("hello");
  }

  private CompletableFuture<String> inBackground(String program) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return output(program);
      } catch (SandboxException e) {
        return e.toString();
      }
    });
  }

  @Test
  void outputLongerThanAPipeArrivesWhole() throws SandboxException {
    assertThat(output("print('x' * 600_000)")).hasSize(600_000);
  }

  @Test
  void theSameProgramOrdersItsSetsAndDrawsItsNumbersTheSameInEveryBox() throws SandboxException {
    String program = "import random\nprint(set('abcdefgh'), random.random())";
    String first = output(program);
    inBox().forEach(ProcessHandle::destroyForcibly);
    assertThat(output(program)).isEqualTo(first);
  }

  @Test
  void closingEndsEveryProcess() throws Exception {
    assertThat(output(HELLO)).isEqualTo("hello");
    List<ProcessHandle> inside = inBox();
    assertThat(inside).isNotEmpty();
    sandbox.close();
    for (ProcessHandle process : inside) {
      process.onExit().get(5, TimeUnit.SECONDS);
    }
    assertThatThrownBy(() -> output(HELLO)).hasMessage("the sandbox is closed");
  }

  @Test
  void withoutItsProgramsTheRemedyIsNamedForAllAtOnce() {
    assertThatThrownBy(() -> Host.find(List.of(Path.of("/nowhere"))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("bubblewrap (bwrap) is not on this machine")
        .hasMessageContaining("python3 is not on this machine")
        .hasMessageContaining("apt-get install bubblewrap python3");
  }

  @Test
  void aMachineThatDeniesNamespacesIsRefusedWithTheRemedy() {
    Host host = Host.find();
    Host denied = new Host(
        Path.of("/bin/false"),
        List.of(),
        host.python(),
        host.pythonHome(),
        host.java(),
        ControlGroups.none());
    assertThatThrownBy(() -> Sandbox.open(Tier.FORK_SERVER, 1, denied))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not let bubblewrap make its namespaces")
        .hasMessageContaining("kernel.apparmor_restrict_unprivileged_userns=0");
  }

  @Test
  void theHardenedTierUsesABoxOnce() throws SandboxException {
    try (Sandbox hardened = Sandbox.open(Tier.HARDENED, 1)) {
      Ending ending = hardened.python(HELLO, new byte[0], LIMITS, 0);
      assertThat(new String(ending.stdout(), UTF_8)).isEqualTo("hello\n");
      assertThat(hardened.boxes()).isEmpty();
    }
  }

  @Test
  void aCompilerThatIsKilledIsReplaced() throws SandboxException {
    assertThat(sandbox.compile("class A {}").ok()).isTrue();
    ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .forEach(ProcessHandle::destroyForcibly);
    assertThat(sandbox.compile("class A {}").ok()).isTrue();
  }
}

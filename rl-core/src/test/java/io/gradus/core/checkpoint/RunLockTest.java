package io.gradus.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunLockTest {

  @TempDir
  Path folder;

  @Test
  void aRunOfAnotherProcessIsRefusedByItsNumberUntilItIsKilled() throws Exception {
    try (OtherProcess other = OtherProcess.start("lock", folder)) {
      assertThat(other.line()).isEqualTo("locked " + folder.toRealPath());
      assertThatThrownBy(() -> RunLock.acquire(folder))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(
              "%s: the run directory is in use by process %d since 20", folder, other.pid())
          .hasMessageEndingWith("wait for it, stop it, or choose another directory");
    }
    RunLock.refuseInUse(folder);
    try (RunLock lock = RunLock.acquire(folder)) {
      assertThat(lock.folder()).isDirectory();
    }
  }

  @Test
  void askingWhetherADirectoryIsInUseNeitherWritesNorEndsALock() throws Exception {
    RunLock.refuseInUse(folder.resolve("none"));
    assertThat(folder).isEmptyDirectory();
    try (OtherProcess other = OtherProcess.start("lock", folder)) {
      assertThat(other.line()).startsWith("locked ");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> RunLock.refuseInUse(folder))
            .isInstanceOf(UserError.class)
            .hasMessageContaining("in use by process %d since 20", other.pid());
      }
    }
    try (RunLock lock = RunLock.acquire(folder)) {
      assertThatThrownBy(() -> RunLock.refuseInUse(lock.folder()))
          .hasMessageContaining("in use by this process");
      try (OtherProcess other = OtherProcess.start("lock", folder)) {
        assertThat(other.line()).contains("in use by process ");
      }
    }
  }

  @Test
  void aSecondRunInTheSameProcessIsRefusedAndDoesNotEndTheLock() throws Exception {
    try (RunLock lock = RunLock.acquire(folder)) {
      assertThat(lock.folder()).isDirectory();
      assertThatThrownBy(() -> RunLock.acquire(folder.resolve("../" + folder.getFileName())))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("in use by this process");
      try (OtherProcess other = OtherProcess.start("lock", folder)) {
        assertThat(other.line())
            .contains("in use by process " + ProcessHandle.current().pid());
      }
    }
    try (RunLock again = RunLock.acquire(folder)) {
      assertThat(again.folder()).isEqualTo(folder.toRealPath());
    }
  }

  @Test
  void theRunDirectoryIsMadeIfItCanBe() throws Exception {
    try (RunLock lock = RunLock.acquire(folder.resolve("a/b"))) {
      assertThat(lock.folder()).isDirectory();
    }
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> RunLock.acquire(file.resolve("run")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be locked");
    assertThatThrownBy(() -> RunLock.acquire(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is a file, not a directory");
  }
}

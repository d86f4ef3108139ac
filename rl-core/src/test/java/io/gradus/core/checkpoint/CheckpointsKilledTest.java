package io.gradus.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is killed while it saves goes on from a whole checkpoint: the new one, or the one before it. */
class CheckpointsKilledTest {

  @TempDir
  Path folder;

  /** What SIGKILL is to a program: nothing that follows is run, no cleaning up either. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Dies at the n-th change of the disk. */
  private static final class Fate implements Consumer<String> {
    private int left;

    Fate(int left) {
      this.left = left;
    }

    @Override
    public void accept(String what) {
      if (left-- == 0) {
        throw new Killed();
      }
    }
  }

  /** Saves over what is there; false if it lived to the end. */
  private static boolean isKilled(Path place, String name, String content, int at) {
    try {
      new Checkpoints(place, 1, new Fate(at)).save(name, CheckpointsTest.body(content));
      return false;
    } catch (Killed e) {
      return true;
    }
  }

  private static String newest(Path place) throws IOException {
    Checkpoint newest = Checkpoints.open(place, 1).newest().orElseThrow();
    try (var inside = Files.list(place)) {
      assertThat(inside.map(p -> p.getFileName().toString())).noneMatch(n -> n.startsWith("."));
    }
    return CheckpointsTest.content(newest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1-grpo-2", "1-grpo-1"})
  void killedAtAnyChangeOfTheDiskAWholeCheckpointIsThere(String name) throws IOException {
    int at = 0;
    boolean wasNew = false;
    for (boolean killed = true; killed; at++) {
      Path place = folder.resolve("run" + at);
      Checkpoints.open(place, 1).save("1-grpo-1", CheckpointsTest.body("old"));
      killed = isKilled(place, name, "new", at);
      String found = newest(place);
      assertThat(found).isIn("old", "new");
      assertThat(found)
          .as("once new, always new, at change %d", at)
          .isEqualTo(wasNew ? "new" : found);
      wasNew = found.equals("new");
    }
    assertThat(wasNew).isTrue();
    assertThat(at).isGreaterThan(10);
  }

  @Test
  void killedAgainWhileItCleansUpAWholeCheckpointIsStillThere() throws IOException {
    int at = 0;
    for (boolean killed = true; killed; at++) {
      for (int again = 0; again < 2; again++) {
        Path place = folder.resolve("run" + at + "-" + again);
        Checkpoints.open(place, 1).save("1-grpo-1", CheckpointsTest.body("old"));
        killed = isKilled(place, "1-grpo-1", "new", at);
        try {
          var unused = new Checkpoints(place, 1, new Fate(again));
        } catch (Killed e) {
          assertThat(killed).isTrue();
        }
        assertThat(newest(place)).isIn("old", "new");
      }
    }
  }

  @Test
  void killedInTheMiddleOfAFileTheOneBeforeIsThere() throws IOException {
    Checkpoints checkpoints = Checkpoints.open(folder, 1);
    checkpoints.save("1-grpo-1", CheckpointsTest.body("old"));
    assertThatThrownBy(() -> checkpoints.save("1-grpo-2", into -> {
          Files.writeString(into.resolve("weights.safetensors"), "ha");
          throw new Killed();
        }))
        .isInstanceOf(Killed.class);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("1-grpo-1", ".tmp-1-grpo-2");
    assertThat(newest(folder)).isEqualTo("old");
  }

  @Test
  void anErrorAtAnyChangeOfTheDiskLosesNothingEither() throws IOException {
    for (String name : List.of("1-grpo-1", "1-grpo-2")) {
      for (int at = 0; at < 16; at++) {
        Path place = folder.resolve(name + "run" + at);
        Checkpoints.open(place, 1).save("1-grpo-1", CheckpointsTest.body("old"));
        Fate fate = new Fate(at);
        Checkpoints failing = new Checkpoints(place, 1, what -> {
          try {
            fate.accept(what);
          } catch (Killed e) {
            throw new IllegalStateException(what, e);
          }
        });
        try {
          failing.save(name, CheckpointsTest.body("new"));
        } catch (IllegalStateException e) {
          assertThat(failing.newest()).isPresent();
        }
        assertThat(CheckpointsTest.content(failing.newest().orElseThrow())).isIn("old", "new");
        assertThat(place.resolve(".tmp-" + name)).doesNotExist();
      }
    }
  }

  @Test
  @Timeout(180)
  void aProcessThatIsReallyKilledLeavesAWholeCheckpoint() throws Exception {
    Random random = new Random(17);
    for (int kill = 0; kill < 3; kill++) {
      Path place = folder.resolve("killed" + kill);
      int last = 0;
      try (OtherProcess run = OtherProcess.start("save", place)) {
        for (int saves = 3 + random.nextInt(5); saves > 0; saves--) {
          last = Integer.parseInt(run.line());
        }
        Thread.sleep(random.nextInt(20));
      }
      Checkpoint newest = Checkpoints.open(place, 2).newest().orElseThrow();
      int step = Integer.parseInt(newest.name().substring("1-grpo-".length()));
      assertThat(step).isGreaterThanOrEqualTo(last);
      assertThat(newest.file("weights")).hasBinaryContent(OtherProcess.content(step));
    }
  }
}

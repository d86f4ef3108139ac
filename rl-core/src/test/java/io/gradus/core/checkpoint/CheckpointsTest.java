package io.gradus.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CheckpointsTest {

  @TempDir
  Path folder;

  /** A checkpoint of three small files, one of them in a subfolder. */
  static Checkpoints.Body body(String content) {
    return into -> {
      Safetensors.write(
          into.resolve("weights.safetensors"),
          Map.of(),
          List.of(RawTensor.of("w", new long[] {2}, new float[] {content.length(), 1})));
      Files.writeString(into.resolve("position.json"), content);
      Files.createDirectories(into.resolve("rollouts"));
      Files.writeString(into.resolve("rollouts/groups.jsonl"), content + "\n");
    };
  }

  static String content(Checkpoint checkpoint) throws IOException {
    return Files.readString(checkpoint.file("position.json"));
  }

  private String newest() throws IOException {
    return content(Checkpoints.open(folder, 3).newest().orElseThrow());
  }

  @Test
  void theNewestIsFoundByThePositionInItsName() throws IOException {
    Checkpoints checkpoints = Checkpoints.open(folder.resolve("new"), 10);
    assertThat(checkpoints.newest()).isEmpty();
    for (String name : List.of("2-grpo-000100", "10-sft-000007", "2-grpo-000020", "1-sft-999")) {
      assertThat(checkpoints.save(name, body(name)).name()).isEqualTo(name);
    }
    assertThat(checkpoints.names())
        .containsExactly("1-sft-999", "2-grpo-000020", "2-grpo-000100", "10-sft-000007");
    Checkpoint newest = checkpoints.newest().orElseThrow();
    assertThat(newest.name()).isEqualTo("10-sft-000007");
    try (Safetensors weights = Safetensors.open(newest.file("weights.safetensors"))) {
      assertThat(weights.read("w").floats()).containsExactly(13, 1);
    }
    assertThat(newest.file("rollouts/groups.jsonl")).hasContent("10-sft-000007\n");
  }

  @Test
  void onlyTheNewestAreKept() {
    Checkpoints checkpoints = Checkpoints.open(folder, 2);
    for (int step = 8; step <= 12; step++) {
      checkpoints.save("1-grpo-" + step, body("x"));
    }
    assertThat(checkpoints.names()).containsExactly("1-grpo-11", "1-grpo-12");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("1-grpo-11", "1-grpo-12");
  }

  @Test
  void aPinnedOneIsKeptUntilAnotherIsPinned() {
    Checkpoints checkpoints = Checkpoints.open(folder, 1);
    checkpoints.save("1-grpo-8", body("x"));
    checkpoints.pin(Set.of("1-grpo-8"));
    checkpoints.save("1-grpo-9", body("x"));
    checkpoints.save("1-grpo-10", body("x"));
    assertThat(checkpoints.names()).containsExactly("1-grpo-8", "1-grpo-10");
    checkpoints.pin(Set.of("1-grpo-11"));
    checkpoints.save("1-grpo-11", body("x"));
    assertThat(checkpoints.names()).containsExactly("1-grpo-11");
  }

  @Test
  void oneIsFoundByItsNameAndRefusedWhereItIsDamaged() throws IOException {
    Checkpoints checkpoints = Checkpoints.open(folder, 2);
    checkpoints.save("1-grpo-1", body("one"));
    checkpoints.save("1-grpo-2", body("two"));
    assertThat(content(Checkpoints.named(folder, "1-grpo-1").orElseThrow())).isEqualTo("one");
    assertThat(Checkpoints.named(folder, "1-grpo-3")).isEmpty();
    assertThat(Checkpoints.named(folder, "../x")).isEmpty();
    Files.writeString(folder.resolve("1-grpo-1/position.json"), "onx");
    assertThatThrownBy(() -> Checkpoints.named(folder, "1-grpo-1"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is damaged: its file position.json was changed");
    assertThat(Checkpoints.names(folder.resolve("none"))).isEmpty();
  }

  @Test
  void aDamagedOneNeitherCountsAsKeptNorCostsTheOneThatTheRunGoesOnFrom() throws IOException {
    Checkpoints checkpoints = Checkpoints.open(folder, 1);
    checkpoints.save("1-grpo-10", body("ten"));
    Checkpoints.open(folder, 2).save("1-grpo-30", body("thirty"));
    Files.writeString(folder.resolve("1-grpo-30/position.json"), "thirtx");
    assertThat(checkpoints.newest().orElseThrow().name()).isEqualTo("1-grpo-10");
    checkpoints.save("1-grpo-20", body("twenty"));
    assertThat(newest()).isEqualTo("twenty");
    checkpoints.save("1-grpo-30", body("thirty again"));
    assertThat(newest()).isEqualTo("thirty again");
    assertThat(checkpoints.names()).containsExactly("1-grpo-30");
  }

  @Test
  void oneThatIsCutShortAnywhereOrChangedIsPassedOverWithAWord() throws IOException {
    Checkpoints checkpoints = Checkpoints.open(folder, 2);
    checkpoints.save("1-grpo-1", body("one"));
    Checkpoint second = checkpoints.save("1-grpo-2", body("two"));
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Checkpoints.class);
    logger.setAdditive(false);
    logger.addAppender(log);
    log.start();
    try {
      int damages = 0;
      for (Path file : Manifest.files(second.folder())) {
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
          Files.write(file, Arrays.copyOf(whole, i));
          assertThat(content(checkpoints.newest().orElseThrow())).isEqualTo("one");
          damages++;
          if (!file.endsWith(Manifest.FILE)) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 4;
            Files.write(file, flipped);
            assertThat(content(checkpoints.newest().orElseThrow())).isEqualTo("one");
            damages++;
          }
        }
        Files.delete(file);
        assertThat(content(checkpoints.newest().orElseThrow())).isEqualTo("one");
        Files.write(file, whole);
        assertThat(content(checkpoints.newest().orElseThrow())).isEqualTo("two");
        damages++;
      }
      assertThat(log.list).hasSize(damages);
      assertThat(log.list.get(0).getFormattedMessage())
          .startsWith("checkpoint " + second.folder() + " is damaged and was skipped: ");
    } finally {
      logger.detachAppender(log);
      logger.setAdditive(true);
    }
  }

  @Test
  void lookingForTheNewestTouchesNothingThatARunIsWriting() throws IOException {
    assertThat(Checkpoints.newest(folder.resolve("none"))).isEmpty();
    assertThat(folder.resolve("none")).doesNotExist();
    Checkpoints.open(folder, 1).save("1-grpo-1", body("one"));
    Path half = Files.createDirectory(folder.resolve(".tmp-1-grpo-2"));
    assertThat(Checkpoints.newest(folder).orElseThrow().name()).isEqualTo("1-grpo-1");
    assertThat(half).exists();
  }

  @Test
  void aFileOfTheBodyThatFindsNoRoomIsToldAsTheCheckpoint() throws IOException {
    Checkpoints checkpoints = Checkpoints.open(folder, 1);
    assertThatThrownBy(() -> checkpoints.save(
            "1-grpo-1",
            into -> AtomicFile.write(into.resolve("model"), 10, channel -> {
              throw new IOException("No space left on device");
            })))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(folder.resolve("1-grpo-1") + ": cannot be written (No space")
        .hasMessageContaining("Earlier checkpoints are unchanged.");
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void aFullDiskCostsNothingThatWasThere() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "skipped: this system has no /dev/full");
    Checkpoints checkpoints = Checkpoints.open(folder, 1);
    checkpoints.save("1-grpo-1", body("one"));
    for (String name : List.of("1-grpo-1", "1-grpo-2")) {
      assertThatThrownBy(() -> checkpoints.save(name, into -> {
            body("half").write(into);
            try (OutputStream out = Files.newOutputStream(full)) {
              out.write(1);
            }
          }))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(
              folder.resolve(name) + ": cannot be written (No space left on device)")
          .hasMessageMatching("(?s).*it needs [0-9,]+ bytes, [0-9,]+ bytes free on that disk.*")
          .hasMessageContaining("Earlier checkpoints are unchanged.");
      assertThat(folder.toFile().list()).containsExactly("1-grpo-1");
      assertThat(newest()).isEqualTo("one");
    }
  }

  @Test
  void whatFailsInTheBodyIsCleanedUpAndSaid() throws IOException {
    Checkpoints checkpoints = Checkpoints.open(folder, 1);
    checkpoints.save("1-grpo-1", body("one"));
    assertThatThrownBy(() -> checkpoints.save("1-grpo-2", into -> {
          body("half").write(into);
          throw new UserError("a loss that is not a number");
        }))
        .isInstanceOf(UserError.class)
        .hasMessage("a loss that is not a number");
    assertThatThrownBy(() ->
            checkpoints.save("1-grpo-2", into -> Files.createFile(into.resolve("manifest.json"))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(folder.toFile().list()).containsExactly("1-grpo-1");
  }

  @Test
  void namesStayInTheFolder() {
    Checkpoints checkpoints = Checkpoints.open(folder, 1);
    for (String name : List.of("", ".tmp-a", "../a", "a/b", "a b")) {
      assertThatThrownBy(() -> checkpoints.save(name, body("x")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Checkpoints.open(folder, 0))
        .hasMessage("keep: must be at least 1, but is 0");
  }

  @Test
  void aPlaceThatCannotBeAFolderIsSaid() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> Checkpoints.open(file, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot keep checkpoints here");
  }
}

package io.gradus.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir
  Path folder;

  @Test
  void aFileIsReplacedWhole() throws IOException {
    Path file = folder.resolve("new/report.html");
    AtomicFile.write(file, "one".getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(file, "second".getBytes(StandardCharsets.UTF_8));
    assertThat(file).hasContent("second");
    assertThat(folder.resolve("new").toFile().list()).containsExactly("report.html");
  }

  @Test
  void aDiskThatIsFullHalfwayLeavesWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("weights"), "whole");
    assertThatThrownBy(() -> AtomicFile.write(file, 12_345_678, channel -> {
          channel.write(ByteBuffer.wrap(new byte[100]));
          throw new IOException("No space left on device");
        }))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            file + ": cannot be written (No space left on device): it needs 12,345,678 bytes, ")
        .hasMessageContaining(
            "What was there before is untouched. Make room or choose another folder.");
    assertThat(file).hasContent("whole");
    assertThat(folder.toFile().list()).containsExactly("weights");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsSaid() throws IOException {
    assertThatThrownBy(() -> AtomicFile.write(folder, new byte[1]))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is a folder");
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> AtomicFile.write(file.resolve("inside"), new byte[1]))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void theSecondOfTwoWritersIsRefusedAndTheFirstOneFinishes() throws IOException {
    Path file = folder.resolve("rows.jsonl");
    AtomicFile.write(file, -1, channel -> {
      channel.write(ByteBuffer.wrap("first".getBytes(StandardCharsets.UTF_8)));
      assertThatThrownBy(() -> AtomicFile.write(file, "second".getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("is being written by another process");
    });
    assertThat(file).hasContent("first");
    assertThat(folder.toFile().list()).containsExactly("rows.jsonl");
  }

  @Test
  void aLinkUnderTheTemporaryNameIsNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "original");
    Path file = folder.resolve("report.html");
    Files.createSymbolicLink(folder.resolve(".tmp-report.html"), victim);
    AtomicFile.write(file, "new".getBytes(StandardCharsets.UTF_8));
    assertThat(victim).hasContent("original");
    assertThat(file).hasContent("new");
  }
}

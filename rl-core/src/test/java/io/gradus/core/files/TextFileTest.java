package io.gradus.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class TextFileTest {
  @TempDir
  private Path folder = Path.of("");

  @Test
  void aTextIsReadUpToTheLargestSize() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "größe");
    assertThat(TextFile.read(file, 7)).isEqualTo("größe");
    assertThatThrownBy(() -> TextFile.read(file, 6))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.txt: is larger than 6 bytes");
  }

  @Test
  void whatIsNotUtf8IsRefused() throws Exception {
    Path file = Files.write(folder.resolve("a.txt"), new byte[] {'a', (byte) 0xff});
    assertThatThrownBy(() -> TextFile.read(file, 10)).hasMessageContaining("is not UTF-8");
  }

  @Test
  void pipesAndDevicesAreRefusedBeforeTheyAreOpened() throws Exception {
    Path pipe = folder.resolve("pipe");
    Assumptions.assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    Path endless = Files.createSymbolicLink(folder.resolve("endless"), Path.of("/dev/zero"));
    assertThatThrownBy(() -> TextFile.read(pipe, 10)).hasMessageContaining("not an ordinary file");
    assertThatThrownBy(() -> TextFile.read(endless, 10))
        .hasMessageContaining("not an ordinary file");
    assertThatThrownBy(() -> TextFile.read(folder, 10)).hasMessageContaining("is a folder");
    assertThatThrownBy(() -> TextFile.read(folder.resolve("none"), 10))
        .hasMessageContaining("there is no such file");
  }
}

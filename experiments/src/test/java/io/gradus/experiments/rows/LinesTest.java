package io.gradus.experiments.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
  private static List<Lines.Line> all(Lines lines) {
    List<Lines.Line> all = new ArrayList<>();
    for (Optional<Lines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
      all.add(line.get());
    }
    return all;
  }

  private static List<String> texts(Lines lines) {
    return all(lines).stream()
        .map(line -> new String(line.bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theLastLineNeedsNoLineBreak() {
    assertThat(texts(Lines.of("x", stream("a\n\nb")))).containsExactly("a", "", "b");
    assertThat(texts(Lines.of("x", stream("a\n")))).containsExactly("a");
    assertThat(texts(Lines.of("x", stream("")))).isEmpty();
  }

  @Test
  void aLineThatIsTooLongIsCountedAndNotKept() {
    String input = "ab\n" + "x".repeat(200_000) + "\ncd\nabcdef\nabcde";
    List<Lines.Line> lines = all(new Lines("x", 0, stream(input), 5));
    assertThat(lines)
        .extracting(Lines.Line::number, Lines.Line::length, Lines.Line::tooLong)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1L, 2L, false),
            org.assertj.core.groups.Tuple.tuple(2L, 200_000L, true),
            org.assertj.core.groups.Tuple.tuple(3L, 2L, false),
            org.assertj.core.groups.Tuple.tuple(4L, 6L, true),
            org.assertj.core.groups.Tuple.tuple(5L, 5L, false));
    assertThat(lines.get(1).bytes()).isEmpty();
  }

  @Test
  void theLinesOfAFileAreCounted(@TempDir Path folder) throws IOException {
    for (String text : new String[] {"", "a\n", "a\nb", "a\nb\n\n", "\n"}) {
      Path file = Files.writeString(folder.resolve("rows.jsonl"), text);
      try (Lines lines = Lines.of(file)) {
        assertThat(lines.count()).as(text).isEqualTo(all(lines).size());
      }
    }
  }

  @Test
  void aGzippedFileIsUnpacked(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("rows.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("a\nb\n".getBytes(StandardCharsets.UTF_8));
    }
    try (Lines lines = Lines.of(file)) {
      assertThat(texts(lines)).containsExactly("a", "b");
    }
    Path torn = folder.resolve("torn.jsonl.gz");
    byte[] whole = Files.readAllBytes(file);
    Files.write(torn, java.util.Arrays.copyOf(whole, whole.length - 9));
    try (Lines lines = Lines.of(torn)) {
      assertThatThrownBy(() -> all(lines))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("torn.jsonl.gz: cannot be read beyond line");
    }
  }
}

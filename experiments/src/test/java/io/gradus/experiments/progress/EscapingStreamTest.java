package io.gradus.experiments.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EscapingStreamTest {

  private static String printed(String text, Charset charset) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(new EscapingStream(bytes, charset), true, charset)) {
      out.print(text);
    }
    return bytes.toString(charset);
  }

  @Test
  void controlCharactersAndDirectionMarksAreEscaped() throws Exception {
    assertThat(printed(
            "a\u001b[31mb\u0007\r\u007f\u009b\u061c\u200e\u202e\u2067c", StandardCharsets.UTF_8))
        .isEqualTo("a\\u001b[31mb\\u0007\\u000d\\u007f\\u009b\\u061c\\u200e\\u202e\\u2067c");
  }

  @Test
  void allOtherTextIsUnchanged() throws Exception {
    String text = "größe\t£ ß ا ؠ 中 “quoted” … ‐ \u200d 😀\n";
    assertThat(printed(text, StandardCharsets.UTF_8)).isEqualTo(text);
    assertThat(printed("größe\n", StandardCharsets.ISO_8859_1)).isEqualTo("größe\n");
    assertThat(printed("a\u009bb", StandardCharsets.ISO_8859_1)).isEqualTo("a\\u009bb");
  }

  @Test
  void aCharacterMayArriveByteByByte() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (EscapingStream out = new EscapingStream(bytes, StandardCharsets.UTF_8)) {
      for (byte b : "x\u202ey…z£\u0085".getBytes(StandardCharsets.UTF_8)) {
        out.write(b);
      }
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("x\\u202ey…z£\\u0085");
  }

  @Test
  void anIncompleteCharacterIsWrittenWhenTheStreamEnds() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (EscapingStream out = new EscapingStream(bytes, StandardCharsets.UTF_8)) {
      out.write(new byte[] {'a', (byte) 0xe2, (byte) 0x80, 'b', (byte) 0xc2});
    }
    assertThat(bytes.toByteArray())
        .containsExactly('a', (byte) 0xe2, (byte) 0x80, 'b', (byte) 0xc2);
  }
}

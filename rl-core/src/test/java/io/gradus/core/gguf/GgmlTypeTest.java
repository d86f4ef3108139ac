package io.gradus.core.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.tensorfile.RawTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GgmlTypeTest {

  /** Lines of a reference file, without its remarks; make.py beside it says how it was made. */
  static List<String[]> lines(String resource) throws IOException {
    try (InputStream in = GgmlTypeTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" "))
          .toList();
    }
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static float[] floats(String hex) {
    float[] values = new float[hex.length() / 8];
    bytes(hex).asFloatBuffer().get(values);
    return values;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  @Test
  void blocksAreWidenedBitForBitAsByGgufPy() throws IOException {
    Set<String> seen = new TreeSet<>();
    for (String[] line : lines("blocks.txt")) {
      if (line[0].startsWith("quantize")) {
        continue;
      }
      GgmlType type = GgmlType.valueOf(line[0]);
      float[] found = new float[type.blockElements()];
      type.dequantize(bytes(line[1]), found.length, found);
      assertThat(bits(found)).as(line[0] + " " + line[1]).isEqualTo(bits(floats(line[2])));
      seen.add(line[0]);
    }
    assertThat(seen).hasSize(GgmlType.values().length - 1); // all but F32
  }

  @Test
  void q8IsQuantisedByteForByteAsByGgufPy() throws IOException {
    int count = 0;
    for (String[] line : lines("blocks.txt")) {
      if (line[0].equals("quantize_Q8_0")) {
        ByteBuffer found = ByteBuffer.allocate(34).order(ByteOrder.LITTLE_ENDIAN);
        LegacyQuants.quantizeQ8(floats(line[1]), 0, found);
        assertThat(HexFormat.of().formatHex(found.array())).isEqualTo(line[2]);
        count++;
      }
    }
    assertThat(count).isEqualTo(6);
  }

  @Test
  void q8IsOffByHalfAStepAtMost() {
    Random random = new Random(1);
    for (int n = 0; n < 1000; n++) {
      float[] values = new float[32];
      float largest = 0;
      for (int i = 0; i < 32; i++) {
        values[i] = (float) random.nextGaussian();
        largest = Math.max(largest, Math.abs(values[i]));
      }
      ByteBuffer block = ByteBuffer.allocate(34).order(ByteOrder.LITTLE_ENDIAN);
      LegacyQuants.quantizeQ8(values, 0, block);
      float[] found = new float[32];
      GgmlType.Q8_0.dequantize(block, 32, found);
      float step = largest / 127;
      for (int i = 0; i < 32; i++) {
        // half a step, and the scale rounded to 11 bits
        assertThat(Math.abs(found[i] - values[i])).isLessThan(step / 2 + largest / 2048 + 1e-6f);
      }
    }
  }

  @Test
  void everyHalfComesBackAsItWas() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = RawTensor.halfToFloat((short) bits);
      if (Float.isNaN(value)) {
        assertThat(RawTensor.halfToFloat(FloatBlocks.toHalf(value))).isNaN();
      } else {
        assertThat(FloatBlocks.toHalf(value)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void betweenTwoHalvesTheNearestIsTakenAndOfTwoTheEvenOne() {
    for (int bits = 0; bits < 0x7bff; bits++) {
      float low = RawTensor.halfToFloat((short) bits);
      float middle = (low + RawTensor.halfToFloat((short) (bits + 1))) / 2;
      assertThat(FloatBlocks.toHalf(middle)).isEqualTo((short) (bits + (bits & 1)));
      assertThat(FloatBlocks.toHalf(Math.nextDown(middle))).isEqualTo((short) bits);
      assertThat(FloatBlocks.toHalf(-Math.nextUp(middle))).isEqualTo((short) ((bits + 1) | 0x8000));
    }
    assertThat(FloatBlocks.toHalf(65519.99f)).isEqualTo((short) 0x7bff);
    assertThat(FloatBlocks.toHalf(65520f)).isEqualTo((short) 0x7c00);
    assertThat(FloatBlocks.toHalf(Float.MIN_VALUE)).isEqualTo((short) 0);
  }

  @Test
  void aTypeThatIsNotSupportedHasItsNameAllTheSame() {
    assertThat(GgmlType.nameOf(10)).isEqualTo("Q2_K");
    assertThat(GgmlType.nameOf(12)).isEqualTo("Q4_K");
    assertThat(GgmlType.nameOf(999)).isEqualTo("number 999");
  }
}

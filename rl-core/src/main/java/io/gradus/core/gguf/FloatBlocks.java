package io.gradus.core.gguf;

import io.gradus.core.tensorfile.RawTensor;
import java.nio.ByteBuffer;

/** The types that are floats already: a block is one element, and nothing is lost. */
final class FloatBlocks {
  private FloatBlocks() {}

  static void f32(ByteBuffer in, int at, float[] out, int to) {
    out[to] = in.getFloat(at);
  }

  static void f16(ByteBuffer in, int at, float[] out, int to) {
    out[to] = RawTensor.halfToFloat(in.getShort(at));
  }

  static void bf16(ByteBuffer in, int at, float[] out, int to) {
    out[to] = Float.intBitsToFloat(in.getShort(at) << 16);
  }

  /**
   * The nearest IEEE 754 binary16, ties to even, as C and numpy round; what is too large becomes infinite, a NaN stays one.
   * Java has this from version 20 on.
   */
  static short toHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff));
    }
    if (magnitude >= 0x477ff000) { // 65520: half way from the largest to what would be the next
      return (short) (sign | 0x7c00);
    }
    if (magnitude >= 0x38800000) { // 2^-14: a normal number
      int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
      return (short) (sign | (rounded - 0x38000000) >>> 13);
    }
    // A subnormal is a multiple of 2^-24; the product is exact and Math.rint takes ties to even.
    return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24));
  }
}

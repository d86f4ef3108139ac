package io.gradus.core.gguf;

import io.gradus.core.tensorfile.RawTensor;
import java.nio.ByteBuffer;

/** The float types: a block is one element, and reading is lossless. */
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
   * Rounds to the nearest IEEE 754 binary16, ties to even, as C and numpy do. Too large values become infinite; a NaN
   * stays a NaN. Java has this from version 20 on.
   */
  static short toHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff));
    }
    if (magnitude
        >= 0x477ff000) { // 65520: half way from the largest binary16 to the next power step
      return (short) (sign | 0x7c00);
    }
    if (magnitude >= 0x38800000) { // 2^-14: a normal number
      int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
      return (short) (sign | (rounded - 0x38000000) >>> 13);
    }
    // a subnormal is a multiple of 2^-24; the product is exact, and Math.rint rounds ties to even
    return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24));
  }
}

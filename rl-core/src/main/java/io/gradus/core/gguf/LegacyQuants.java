package io.gradus.core.gguf;

import static io.gradus.core.tensorfile.RawTensor.halfToFloat;

import java.nio.ByteBuffer;

/**
 * ggml's first quantisations: a block has 32 elements, one scale d in fp16, and in the affine types a minimum m: {@code
 * x = d q} or {@code x = d q + m}. Element i is in the low half of byte i, element i + 16 in its high half.
 */
final class LegacyQuants {
  private static final int HALF = 16;
  static final int ELEMENTS = 32;

  private LegacyQuants() {}

  static void q4Symmetric(ByteBuffer in, int at, float[] out, int to) {
    float d = halfToFloat(in.getShort(at));
    for (int i = 0; i < HALF; i++) {
      int pair = in.get(at + 2 + i);
      out[to + i] = ((pair & 15) - 8) * d;
      out[to + i + HALF] = ((pair >>> 4 & 15) - 8) * d;
    }
  }

  static void q4Affine(ByteBuffer in, int at, float[] out, int to) {
    float d = halfToFloat(in.getShort(at));
    float m = halfToFloat(in.getShort(at + 2));
    for (int i = 0; i < HALF; i++) {
      int pair = in.get(at + 4 + i);
      out[to + i] = (pair & 15) * d + m;
      out[to + i + HALF] = (pair >>> 4 & 15) * d + m;
    }
  }

  /** Reads blocks of 5 bits: like blocks of 4 bits, with the fifth bit of element i in bit i of a 32-bit word. */
  static void q5Symmetric(ByteBuffer in, int at, float[] out, int to) {
    float d = halfToFloat(in.getShort(at));
    int high = in.getInt(at + 2);
    for (int i = 0; i < HALF; i++) {
      int pair = in.get(at + 6 + i);
      out[to + i] = (((pair & 15) | (high >>> i & 1) << 4) - 16) * d;
      out[to + i + HALF] = (((pair >>> 4 & 15) | (high >>> (i + HALF) & 1) << 4) - 16) * d;
    }
  }

  static void q5Affine(ByteBuffer in, int at, float[] out, int to) {
    float d = halfToFloat(in.getShort(at));
    float m = halfToFloat(in.getShort(at + 2));
    int high = in.getInt(at + 4);
    for (int i = 0; i < HALF; i++) {
      int pair = in.get(at + 8 + i);
      out[to + i] = ((pair & 15) | (high >>> i & 1) << 4) * d + m;
      out[to + i + HALF] = ((pair >>> 4 & 15) | (high >>> (i + HALF) & 1) << 4) * d + m;
    }
  }

  static void q8(ByteBuffer in, int at, float[] out, int to) {
    float d = halfToFloat(in.getShort(at));
    for (int i = 0; i < ELEMENTS; i++) {
      out[to + i] = in.get(at + 2 + i) * d;
    }
  }

  /**
   * Quantises a block to Q8_0, as {@code quantize_row_q8_0_ref}: {@code d = max|x| / 127}, {@code q = round(x / d)}
   * with halves away from zero. The error is at most d / 2, plus fp16's rounding of d.
   */
  static void quantizeQ8(float[] in, int from, ByteBuffer out) {
    float largest = 0;
    for (int i = 0; i < ELEMENTS; i++) {
      largest = Math.max(largest, Math.abs(in[from + i]));
    }
    float d = largest / 127;
    float inverse = d == 0 ? 0 : 1 / d;
    out.putShort(FloatBlocks.toHalf(d));
    for (int i = 0; i < ELEMENTS; i++) {
      float x = in[from + i] * inverse;
      int magnitude = (int) Math.floor(Math.abs((double) x) + 0.5);
      out.put((byte) (x < 0 ? -magnitude : magnitude));
    }
  }
}

package io.gradus.core.gguf;

import static io.gradus.core.tensorfile.RawTensor.halfToFloat;

import java.nio.ByteBuffer;

/** llama.cpp's k-quants: blocks of 256 elements, with one scale per 32 or 16 elements. */
final class KQuants {
  private static final int GROUPS = 8;
  private static final int GROUP = 32;

  private KQuants() {}

  /** Bytes: d, dmin in fp16; 12 of scales; 128 of pairs. {@code x = (d s) q - (dmin m)}. */
  static void q4(ByteBuffer in, int at, float[] out, int to) {
    float d = halfToFloat(in.getShort(at));
    float dmin = halfToFloat(in.getShort(at + 2));
    int scales = at + 4;
    int pairs = at + 16;
    for (int g = 0; g < GROUPS; g++) {
      float scale = d * scale(in, scales, g);
      float min = dmin * min(in, scales, g);
      int shift = (g & 1) * 4;
      for (int i = 0; i < GROUP; i++) {
        int q = in.get(pairs + (g >> 1) * GROUP + i) >>> shift & 15;
        out[to + g * GROUP + i] = scale * q - min;
      }
    }
  }

  /** As {@link #q4}, with 32 bytes before the pairs: bit g of byte i is the fifth bit of element i of group g. */
  static void q5(ByteBuffer in, int at, float[] out, int to) {
    float d = halfToFloat(in.getShort(at));
    float dmin = halfToFloat(in.getShort(at + 2));
    int scales = at + 4;
    int high = at + 16;
    int pairs = at + 48;
    for (int g = 0; g < GROUPS; g++) {
      float scale = d * scale(in, scales, g);
      float min = dmin * min(in, scales, g);
      int shift = (g & 1) * 4;
      for (int i = 0; i < GROUP; i++) {
        int low = in.get(pairs + (g >> 1) * GROUP + i) >>> shift & 15;
        int q = low | (in.get(high + i) >>> g & 1) << 4;
        out[to + g * GROUP + i] = scale * q - min;
      }
    }
  }

  /**
   * Bytes: 128 of pairs, 64 of two high bits, 16 signed scales, d in fp16. {@code x = (d s) (q - 32)}. Each half of the
   * block has four groups. Groups 0 and 2 share pairs, groups 1 and 3 too, and all four share the bytes of high bits.
   */
  static void q6(ByteBuffer in, int at, float[] out, int to) {
    float d = halfToFloat(in.getShort(at + 208));
    for (int g = 0; g < GROUPS; g++) {
      int half = g >> 2;
      int inHalf = g & 3;
      int pairs = at + half * 64 + (inHalf & 1) * GROUP;
      int high = at + 128 + half * GROUP;
      int scales = at + 192 + g * 2;
      int shift = (inHalf >> 1) * 4;
      for (int i = 0; i < GROUP; i++) {
        int low = in.get(pairs + i) >>> shift & 15;
        int q = (low | (in.get(high + i) >>> (inHalf * 2) & 3) << 4) - 32;
        out[to + g * GROUP + i] = d * in.get(scales + (i >> 4)) * q;
      }
    }
  }

  /**
   * Returns the 6-bit scale of a group. The first four are stored whole; the upper two bits of the others are in the
   * upper bits of the first four.
   */
  private static int scale(ByteBuffer in, int at, int group) {
    return group < 4
        ? in.get(at + group) & 63
        : (in.get(at + group + 4) & 15) | (in.get(at + group - 4) >>> 6 & 3) << 4;
  }

  private static int min(ByteBuffer in, int at, int group) {
    return group < 4
        ? in.get(at + group + 4) & 63
        : (in.get(at + group + 4) >>> 4 & 15) | (in.get(at + group) >>> 6 & 3) << 4;
  }
}

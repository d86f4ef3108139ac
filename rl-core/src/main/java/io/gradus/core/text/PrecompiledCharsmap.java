package io.gradus.core.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/**
 * The table of SentencePiece's normaliser in a {@code tokenizer.json}: a double-array trie (Aoe, 1989; 32-bit units as
 * in darts-clone), then the texts that its values point to. The native library reads it without checking bounds.
 */
final class PrecompiledCharsmap {

  private PrecompiledCharsmap() {}

  /** Returns whether no key leads out of the table. */
  static boolean isSound(String base64) {
    ByteBuffer bytes;
    try {
      bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (bytes.remaining() < Integer.BYTES) {
      return false;
    }
    long size = Integer.toUnsignedLong(bytes.getInt());
    if (size < Integer.BYTES || size % Integer.BYTES != 0 || size > bytes.remaining()) {
      return false;
    }
    int[] units = new int[(int) (size / Integer.BYTES)];
    bytes.asIntBuffer().get(units);
    byte[] texts = new byte[bytes.remaining() - (int) size];
    bytes.position(bytes.position() + (int) size).get(texts);
    return isSound(units, texts);
  }

  private static boolean isSound(int[] units, byte[] texts) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(new String(texts, StandardCharsets.UTF_8))
        || new String(texts, StandardCharsets.UTF_8).indexOf('\ufffd') >= 0) {
      return false;
    }
    BitSet seen = new BitSet(units.length);
    Deque<Integer> nodes = new ArrayDeque<>();
    nodes.add(offset(units[0]));
    while (!nodes.isEmpty()) {
      int node = nodes.remove();
      for (int c = 1; c < 256; c++) {
        int child = node ^ c;
        if (child < 0 || child >= units.length) {
          return false;
        }
        int unit = units[child];
        if ((unit & 0x800000ff) != c || seen.get(child)) {
          continue;
        }
        seen.set(child);
        int next = child ^ offset(unit);
        if ((unit >>> 8 & 1) == 1 && !leads(units, next, texts)) {
          return false;
        }
        nodes.add(next);
      }
    }
    return true;
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
  }

  /** Returns whether a leaf points to the beginning of a character. */
  private static boolean leads(int[] units, int leaf, byte[] texts) {
    int value = leaf >= 0 && leaf < units.length ? units[leaf] & 0x7fffffff : -1;
    return value >= 0 && value < texts.length && (texts[value] & 0xc0) != 0x80;
  }
}

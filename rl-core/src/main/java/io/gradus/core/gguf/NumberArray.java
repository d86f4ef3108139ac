package io.gradus.core.gguf;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An array of numbers in the metadata, as the file's bytes.
 *
 * @param type of an element; never a string or an array
 */
record NumberArray(GgufValueType type, ByteBuffer bytes) {

  NumberArray {
    bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int size() {
    return bytes.limit() / type.leastBytes();
  }

  /** Returns an element as a Long, Float, Double or Boolean. A Long cannot hold integers of 2^63 or more. */
  Object get(int index) {
    return value(type, bytes, index * type.leastBytes());
  }

  static Object value(GgufValueType type, ByteBuffer in, int at) {
    return switch (type) {
      case UINT8 -> (long) (in.get(at) & 0xff);
      case INT8 -> (long) in.get(at);
      case UINT16 -> (long) (in.getShort(at) & 0xffff);
      case INT16 -> (long) in.getShort(at);
      case UINT32 -> in.getInt(at) & 0xffffffffL;
      case INT32 -> (long) in.getInt(at);
      case FLOAT32 -> in.getFloat(at);
      case FLOAT64 -> in.getDouble(at);
      case BOOL -> in.get(at) != 0;
      case INT64 -> in.getLong(at);
      case UINT64 ->
        in.getLong(at) >= 0
            ? (Object) in.getLong(at)
            : new BigInteger(Long.toUnsignedString(in.getLong(at)));
      case STRING, ARRAY -> throw new IllegalArgumentException(type + " is no number");
    };
  }
}

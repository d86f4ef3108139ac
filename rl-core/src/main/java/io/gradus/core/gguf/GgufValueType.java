package io.gradus.core.gguf;

import java.util.Arrays;
import java.util.Optional;

/** The types of metadata values. */
enum GgufValueType {
  UINT8(0, 1),
  INT8(1, 1),
  UINT16(2, 2),
  INT16(3, 2),
  UINT32(4, 4),
  INT32(5, 4),
  FLOAT32(6, 4),
  BOOL(7, 1),
  STRING(8, 8),
  ARRAY(9, 12),
  UINT64(10, 8),
  INT64(11, 8),
  FLOAT64(12, 8);

  private final int id;
  private final int leastBytes;

  GgufValueType(int id, int leastBytes) {
    this.id = id;
    this.leastBytes = leastBytes;
  }

  /** Returns the number of bytes of a value in a file; for strings and arrays, of an empty value. */
  int leastBytes() {
    return leastBytes;
  }

  /** Returns the type's number in files. */
  int id() {
    return id;
  }

  static Optional<GgufValueType> of(int id) {
    return Arrays.stream(values()).filter(t -> t.id == id).findFirst();
  }
}

package io.gradus.core.tensorfile;

/**
 * Type of a stored tensor's elements. Names and order are from the safetensors format, which stores the widest type
 * first.
 */
public enum DType {
  U64(8),
  I64(8),
  F64(8),
  F32(4),
  U32(4),
  I32(4),
  /** The upper 16 bits of a float32. */
  BF16(2),
  F16(2),
  U16(2),
  I16(2),
  F8_E4M3(1),
  F8_E5M2(1),
  I8(1),
  U8(1),
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes of one element. */
  public int bytes() {
    return bytes;
  }
}

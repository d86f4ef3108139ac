package io.gradus.core.tensorfile;

import io.gradus.core.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor as bytes, little-endian and in row-major order: the content of a file before an engine makes an array.
 *
 * @param pieces bytes in order; several pieces only if the tensor is larger than {@link #PIECE}. Each piece except the
 *     last has exactly that size, so no element is divided
 */
public record RawTensor(TensorInfo info, List<ByteBuffer> pieces) {

  /** The largest piece in bytes: a Java buffer holds at most 2 GiB, but a tensor may be larger. */
  public static final int PIECE = 1 << 30;

  /**
   * Checks the size of the pieces.
   *
   * @throws IllegalArgumentException if the pieces do not have the shape's size
   */
  public RawTensor {
    pieces = pieces.stream().map(p -> p.slice().order(ByteOrder.LITTLE_ENDIAN)).toList();
    long bytes = pieces.stream().mapToLong(ByteBuffer::remaining).sum();
    if (bytes != info.bytes()) {
      throw new IllegalArgumentException(
          "%s: %d bytes, but the shape asks for %d".formatted(info, bytes, info.bytes()));
    }
  }

  /** Makes a tensor from the bytes between the buffer's position and limit, without a copy. */
  public static RawTensor of(String name, DType dtype, long[] shape, ByteBuffer data) {
    return new RawTensor(new TensorInfo(name, dtype, shape), List.of(data));
  }

  /** Makes a float32 tensor with a copy of these values. */
  public static RawTensor of(String name, long[] shape, float[] values) {
    ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return of(name, DType.F32, shape, data);
  }

  public String name() {
    return info.name();
  }

  /**
   * Returns all bytes as one little-endian buffer, not copied.
   *
   * @throws UserError if the tensor is larger than a buffer can be; use {@link #pieces()} instead
   */
  public ByteBuffer data() {
    return switch (pieces.size()) {
      case 0 -> ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
      case 1 -> pieces.get(0).duplicate().order(ByteOrder.LITTLE_ENDIAN);
      default ->
        throw new UserError(
            "tensor %s: %d bytes do not fit into one buffer".formatted(info, info.bytes()));
    };
  }

  /**
   * Returns a copy of the elements as float32; F16 and BF16 are widened without loss.
   *
   * @throws UserError for another dtype, or more elements than an array holds
   */
  public float[] floats() {
    return floats(0, arrayLength());
  }

  /**
   * Returns some elements as float32, in row-major order.
   *
   * @param from index of the first element
   * @param length number of elements
   * @throws UserError for a dtype other than F32, F16 or BF16
   */
  public float[] floats(long from, int length) {
    float[] values = new float[length];
    int width = info.dtype().bytes();
    int count = 0;
    long at = 0;
    for (ByteBuffer piece : pieces) {
      int inPiece = piece.remaining() / width;
      int skip = (int) Math.min(inPiece, Math.max(0, from - at));
      int n = Math.min(inPiece - skip, length - count);
      at += inPiece;
      ByteBuffer in = piece.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      in.position(skip * width).limit((skip + n) * width);
      switch (info.dtype()) {
        case F32 -> in.asFloatBuffer().get(values, count, n);
        case F16 -> {
          for (int i = 0; i < n; i++) {
            values[count + i] = halfToFloat(in.getShort());
          }
        }
        case BF16 -> {
          for (int i = 0; i < n; i++) {
            values[count + i] = Float.intBitsToFloat(in.getShort() << 16);
          }
        }
        default ->
          throw new UserError(
              "tensor %s: holds no floats; expected F32, F16 or BF16".formatted(info));
      }
      count += n;
    }
    return values;
  }

  /**
   * Returns a copy of the elements of an I64 or I32 tensor.
   *
   * @throws UserError for another dtype, or more elements than an array holds
   */
  public long[] longs() {
    long[] values = new long[arrayLength()];
    int count = 0;
    for (ByteBuffer piece : pieces) {
      ByteBuffer in = piece.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      int n = in.remaining() / info.dtype().bytes();
      switch (info.dtype()) {
        case I64 -> in.asLongBuffer().get(values, count, n);
        case I32 -> {
          for (int i = 0; i < n; i++) {
            values[count + i] = in.getInt();
          }
        }
        default ->
          throw new UserError(
              "tensor %s: holds no whole numbers; expected I64 or I32".formatted(info));
      }
      count += n;
    }
    return values;
  }

  private int arrayLength() {
    if (info.elements() > Integer.MAX_VALUE - 8) {
      throw new UserError(
          "tensor %s: %d elements do not fit into one array".formatted(info, info.elements()));
    }
    return (int) info.elements();
  }

  /** Widens an IEEE 754 binary16; Java has this function from version 20 on. */
  public static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int mantissa = half & 0x3ff;
    if (exponent == 0) {
      float value = mantissa * 0x1p-24f;
      return sign == 0 ? value : -value;
    }
    int bits =
        exponent == 0x1f ? 0x7f800000 | mantissa << 13 : (exponent + 112) << 23 | mantissa << 13;
    return Float.intBitsToFloat(sign | bits);
  }
}

package io.gradus.core.gguf;

import com.google.errorprone.annotations.Immutable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Storage type of a tensor: its elements are in blocks of {@link #blockElements()} that share scales.
 *
 * <p>The formulas are those of ggml's {@code ggml-quants.c}, operation for operation, so that values are equal bit for
 * bit.
 */
public enum GgmlType {
  F32(0, 1, 4, FloatBlocks::f32),
  F16(1, 1, 2, FloatBlocks::f16),
  BF16(30, 1, 2, FloatBlocks::bf16),
  Q4_0(2, 32, 18, LegacyQuants::q4Symmetric),
  Q4_1(3, 32, 20, LegacyQuants::q4Affine),
  Q5_0(6, 32, 22, LegacyQuants::q5Symmetric),
  Q5_1(7, 32, 24, LegacyQuants::q5Affine),
  Q8_0(8, 32, 34, LegacyQuants::q8),
  Q4_K(12, 256, 144, KQuants::q4),
  Q5_K(13, 256, 176, KQuants::q5),
  Q6_K(14, 256, 210, KQuants::q6);

  /** Reads the block that begins at a byte of a little-endian buffer. */
  @Immutable
  @FunctionalInterface
  interface Block {
    void dequantize(ByteBuffer in, int at, float[] out, int to);
  }

  /** Types of ggml that this program does not support, for messages. */
  private static final Map<Integer, String> OTHERS = Map.ofEntries(
      Map.entry(9, "Q8_1"),
      Map.entry(10, "Q2_K"),
      Map.entry(11, "Q3_K"),
      Map.entry(15, "Q8_K"),
      Map.entry(16, "IQ2_XXS"),
      Map.entry(17, "IQ2_XS"),
      Map.entry(18, "IQ3_XXS"),
      Map.entry(19, "IQ1_S"),
      Map.entry(20, "IQ4_NL"),
      Map.entry(21, "IQ3_S"),
      Map.entry(22, "IQ2_S"),
      Map.entry(23, "IQ4_XS"),
      Map.entry(24, "I8"),
      Map.entry(25, "I16"),
      Map.entry(26, "I32"),
      Map.entry(27, "I64"),
      Map.entry(28, "F64"),
      Map.entry(29, "IQ1_M"),
      Map.entry(34, "TQ1_0"),
      Map.entry(35, "TQ2_0"),
      Map.entry(39, "MXFP4"),
      Map.entry(40, "NVFP4"));

  private final int id;
  private final int blockElements;
  private final int blockBytes;
  private final Block block;

  GgmlType(int id, int blockElements, int blockBytes, Block block) {
    this.id = id;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
    this.block = block;
  }

  /** Returns the type's number in files. */
  int id() {
    return id;
  }

  /** Returns the number of elements in a block; a row has only whole blocks. */
  public int blockElements() {
    return blockElements;
  }

  /** Returns the number of bytes in a block. */
  public int blockBytes() {
    return blockBytes;
  }

  static Optional<GgmlType> of(int id) {
    return Arrays.stream(values()).filter(t -> t.id == id).findFirst();
  }

  /** Names a type by its number in files, even if the number is unknown. */
  static String nameOf(int id) {
    return of(id).map(Enum::name).orElse(OTHERS.getOrDefault(id, "number " + id));
  }

  static String supported() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  /**
   * Widens blocks to float32.
   *
   * @param in little-endian blocks
   * @param elements a multiple of {@link #blockElements()}
   */
  void dequantize(ByteBuffer in, int elements, float[] out) {
    int at = 0;
    for (int to = 0; to < elements; to += blockElements) {
      block.dequantize(in, at, out, to);
      at += blockBytes;
    }
  }
}

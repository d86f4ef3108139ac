package io.gradus.core.tensorfile;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model in the first format of llama2.c (seven int32, then float32 tensors in a fixed order), under the names and in
 * the layout of Hugging Face's Llama: rows of the query and key projections are reordered, because llama2.c rotates
 * neighbouring pairs of a head where Hugging Face rotates its two halves. Read by golden tests of the decoder.
 *
 * @param weights by name, {@code model.layers.0.self_attn.q_proj.weight}; without {@code lm_head.weight} if it is tied
 */
public record Llama2c(Config config, Map<String, Weight> weights) {

  /** The epsilon of every RMSNorm in llama2.c. */
  public static final double NORM_EPSILON = 1e-5;

  /** The base of the rotary embedding in llama2.c. */
  public static final double ROPE_THETA = 10_000;

  /** The seven numbers; the sign of the vocabulary's says whether the head is tied to the embedding. */
  public record Config(
      int hiddenSize,
      int intermediateSize,
      int layers,
      int heads,
      int keyValueHeads,
      int vocabularySize,
      int maxLength,
      boolean tied) {

    public int headSize() {
      return hiddenSize / heads;
    }
  }

  /** A tensor in row-major order. */
  public record Weight(long[] shape, float[] values) {}

  /** The same as raw tensors, for whoever loads safetensors. */
  public List<RawTensor> tensors() {
    return weights.entrySet().stream()
        .map(w -> RawTensor.of(w.getKey(), w.getValue().shape(), w.getValue().values()))
        .toList();
  }

  /** Reads a {@code .bin} file. */
  public static Llama2c read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int[] n = new int[7];
    in.asIntBuffer().get(n);
    in.position(n.length * Integer.BYTES);
    Config c = new Config(n[0], n[1], n[2], n[3], n[4], Math.abs(n[5]), n[6], n[5] > 0);
    int width = c.hiddenSize();
    int keyWidth = c.keyValueHeads() * c.headSize();

    Map<String, Weight> weights = new LinkedHashMap<>();
    take(in, weights, "model.embed_tokens.weight", c.vocabularySize(), width);
    takeLayers(in, weights, c, "input_layernorm", width);
    takeLayers(in, weights, c, "self_attn.q_proj", width, width);
    takeLayers(in, weights, c, "self_attn.k_proj", keyWidth, width);
    takeLayers(in, weights, c, "self_attn.v_proj", keyWidth, width);
    takeLayers(in, weights, c, "self_attn.o_proj", width, width);
    takeLayers(in, weights, c, "post_attention_layernorm", width);
    takeLayers(in, weights, c, "mlp.gate_proj", c.intermediateSize(), width);
    takeLayers(in, weights, c, "mlp.down_proj", width, c.intermediateSize());
    takeLayers(in, weights, c, "mlp.up_proj", c.intermediateSize(), width);
    take(in, weights, "model.norm.weight", width);
    // A table of cosines and one of sines, which everybody computes anew.
    in.position(in.position() + c.maxLength() * c.headSize() * Float.BYTES);
    if (!c.tied()) {
      take(in, weights, "lm_head.weight", c.vocabularySize(), width);
    }
    if (in.hasRemaining()) {
      throw new UserError(
          "%s: %d bytes more than its header asks for".formatted(file, in.remaining()));
    }
    for (int layer = 0; layer < c.layers(); layer++) {
      for (String projection : List.of("q_proj", "k_proj")) {
        weights.computeIfPresent(
            "model.layers.%d.self_attn.%s.weight".formatted(layer, projection),
            (name, w) -> new Weight(w.shape(), halves(w.values(), c.headSize(), width)));
      }
    }
    return new Llama2c(c, weights);
  }

  /** Within each head: row 2i goes to row i, row 2i + 1 to row i + headSize / 2. */
  static float[] halves(float[] pairs, int headSize, int columns) {
    float[] halves = new float[pairs.length];
    for (int row = 0; row < pairs.length / columns; row++) {
      int inHead = row % headSize;
      int to = row - inHead + inHead / 2 + (inHead % 2) * headSize / 2;
      System.arraycopy(pairs, row * columns, halves, to * columns, columns);
    }
    return halves;
  }

  private static void takeLayers(
      ByteBuffer in, Map<String, Weight> weights, Config config, String name, long... shape) {
    for (int layer = 0; layer < config.layers(); layer++) {
      take(in, weights, "model.layers.%d.%s.weight".formatted(layer, name), shape);
    }
  }

  private static void take(ByteBuffer in, Map<String, Weight> weights, String name, long... shape) {
    long size = 1;
    for (long dimension : shape) {
      size *= dimension;
    }
    float[] values = new float[Math.toIntExact(size)];
    in.asFloatBuffer().get(values);
    in.position(in.position() + values.length * Float.BYTES);
    weights.put(name, new Weight(shape, values));
  }
}

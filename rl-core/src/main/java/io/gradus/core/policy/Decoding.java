package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.gradus.core.engine.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A batch of completions being sampled: each row's keys and values so far, and the logits of its next token. Rows begin
 * with prompts and grow by the same number of tokens; finished rows are removed. The rows of a small model are split
 * into parts that run in parallel ({@link Parts}). A prompt runs once for all rows of a part that share it.
 */
public final class Decoding implements AutoCloseable {

  /**
   * Tokens drawn by {@link #advance}. Values after a row's end token are meaningless: they are further samples, or
   * token 0 and NaN if all rows of a part are done.
   *
   * @param tokens {@code (B, n)}
   * @param logProbs {@code (B, n)} log-probabilities at temperature 1
   * @param samplingLogProbs {@code (B, n)} log-probabilities under the distribution from which the tokens were drawn
   * @param drawn n; fewer than requested when every row has an end token
   */
  public record Drawn(
      long[] tokens, float[] logProbs, float[] samplingLogProbs, int drawn, int[][] kept) {}

  /**
   * The rows of one part.
   *
   * @param rows the caller's number of each of the part's rows, in the part's order
   */
  private record Share(NDManager scope, DecodingPart part, int[] rows) {
    /** Returns this part's share of values {@code (B, n)}. */
    private float[] of(float[] values, int n) {
      float[] mine = new float[rows.length * n];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, rows[i] * n, mine, i * n, n);
      }
      return mine;
    }
  }

  private final Policy policy;
  private final NDManager scope;
  private final int positions;
  private final NDList packed;
  private List<Share> shares;

  /**
   * Runs the prompts.
   *
   * @param rows prompt of each row; adjacent rows with the same prompt share the work
   * @param maxTokens largest number of tokens that a row may grow by
   * @param temperature 0 is greedy
   * @param topK only the k likeliest tokens; 0: all
   * @param topP only the likeliest tokens that together have this probability; 1: all
   * @throws IllegalArgumentException if a row might outgrow the policy's context, or {@code maxTokens} is not positive
   */
  public Decoding(
      Policy policy,
      List<int[]> rows,
      int maxTokens,
      double temperature,
      int topK,
      double topP,
      List<Integer> endTokens) {
    this(policy, rows, maxTokens, temperature, topK, topP, endTokens, false);
  }

  /**
   * Runs the prompts in parts.
   *
   * @param recordsKept whether to return the tokens that top-k and top-p kept
   */
  public Decoding(
      Policy policy,
      List<int[]> rows,
      int maxTokens,
      double temperature,
      int topK,
      double topP,
      List<Integer> endTokens,
      boolean recordsKept) {
    this(
        policy,
        maxTokens,
        new float[] {(float) temperature, topK, (float) topP, 0, recordsKept ? 1 : 0},
        endTokens,
        cut(policy, rows, maxTokens));
  }

  /**
   * Runs the prompts in parts that are given.
   *
   * @param settings temperature, top-k, top-p, 0, and 1 to record the tokens that they keep
   * @param parts the prompt of each row, in parts
   */
  Decoding(
      Policy policy,
      int maxTokens,
      float[] settings,
      List<Integer> endTokens,
      List<List<int[]>> parts) {
    this.policy = policy;
    positions = parts.stream().mapToInt(Decoding::longest).max().orElseThrow() + maxTokens;
    // before any part begins, because both may create arrays
    List<NDArray> turns = turns();
    List<NDArray> operands = policy.weights().operands();
    scope = policy.script().manager().newSubManager();
    List<Supplier<Share>> makers = new ArrayList<>();
    int first = 0;
    for (List<int[]> rows : parts) {
      int[] numbers = IntStream.range(first, first + rows.size()).toArray();
      makers.add(() -> {
        NDManager own = scope.newSubManager();
        return new Share(
            own,
            new DecodingPart(policy, own, rows, turns, operands, settings, maxTokens, endTokens),
            numbers);
      });
      first += rows.size();
    }
    boolean made = false;
    try {
      shares = Lanes.run(makers);
      // This comes after the prompts, because lanes run one method at a time, and packing reads the
      // same weights.
      packed = packed(policy, scope, maxTokens);
      made = true;
    } finally {
      if (!made) {
        scope.close();
      }
    }
  }

  /**
   * Returns the matrices that a step multiplies, in a layout that is fast for few rows. The arrays are empty if {@link
   * ActivationMemory#packs} is false, if the base has eight bits, or if the library has no such layout.
   *
   * @param tokens largest number of tokens by which rows may grow
   */
  static NDList packed(Policy policy, NDManager scope, int tokens) {
    Weights weights = policy.weights();
    long bytes = policy.architecture().transformer().packedBytes(policy.vocabulary());
    boolean packs = weights.packable() && policy.activations().packs(bytes, tokens);
    return packs ? weights.packed(scope) : weights.unpacked(scope);
  }

  /** Splits rows into parts, by their prompts. */
  static List<List<int[]>> cut(Policy policy, List<int[]> rows, int maxTokens) {
    if (maxTokens < 1) {
      throw new IllegalArgumentException("max-tokens: must be positive, but is " + maxTokens);
    }
    int context = policy.architecture().context();
    if (longest(rows) + maxTokens > context) {
      throw new IllegalArgumentException(
          "max-tokens: a prompt of %d tokens and %d more exceed the policy's context of %d"
              .formatted(longest(rows), maxTokens, context));
    }
    int[] most = new int[maxTokens];
    List<TokenSequence> sequences =
        rows.stream().map(prompt -> new TokenSequence(prompt, most)).toList();
    return policy.decoder().speaking().parts(sequences).stream()
        .map(part -> part.stream().map(TokenSequence::prompt).toList())
        .toList();
  }

  private static int longest(List<int[]> prompts) {
    return prompts.stream().mapToInt(p -> p.length).max().orElseThrow();
  }

  /**
   * Returns the tables of positions. Call this before each advance, because the tables are replaced when more positions
   * are needed.
   */
  private List<NDArray> turns() {
    return List.of(
        policy.decoder().rotations().cos(positions),
        policy.decoder().rotations().sin(positions));
  }

  /**
   * Draws up to n tokens for every row.
   *
   * @param uniforms {@code (B, n)} numbers in [0, 1) that decide the draws
   */
  public Drawn advance(float[] uniforms, int n) {
    List<NDArray> turns = turns();
    List<Drawn> drawn = Lanes.run(shares.stream()
        .map(share ->
            (Supplier<Drawn>) () -> share.part.advance(turns, packed, share.of(uniforms, n), n))
        .toList());
    int most = drawn.stream().mapToInt(Drawn::drawn).max().orElseThrow();
    Drawn all = new Drawn(
        new long[rows() * most],
        new float[rows() * most],
        new float[rows() * most],
        most,
        drawn.get(0).kept.length == 0 ? new int[0][] : new int[rows() * most][0]);
    Arrays.fill(all.logProbs, Float.NaN);
    Arrays.fill(all.samplingLogProbs, Float.NaN);
    for (int s = 0; s < drawn.size(); s++) {
      Drawn some = drawn.get(s);
      int[] rows = shares.get(s).rows;
      for (int i = 0; i < rows.length; i++) {
        int from = i * some.drawn;
        int to = rows[i] * most;
        System.arraycopy(some.tokens, from, all.tokens, to, some.drawn);
        System.arraycopy(some.logProbs, from, all.logProbs, to, some.drawn);
        System.arraycopy(some.samplingLogProbs, from, all.samplingLogProbs, to, some.drawn);
        if (all.kept.length > 0) {
          System.arraycopy(some.kept, from, all.kept, to, some.drawn);
        }
      }
    }
    return all;
  }

  /**
   * Keeps only these rows, in this order.
   *
   * @throws IllegalArgumentException if there are none, or if a row is missing or occurs twice
   */
  public void keep(int[] rows) {
    int[] now = new int[rows()];
    Arrays.fill(now, -1);
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] < 0 || rows[i] >= now.length || now[rows[i]] >= 0) {
        throw new IllegalArgumentException(
            "row %d cannot be kept: it occurs twice, or is not one of %d rows"
                .formatted(rows[i], now.length));
      }
      now[rows[i]] = i;
    }
    if (rows.length == 0) {
      throw new IllegalArgumentException("no row is kept: close the decoding instead");
    }
    List<Supplier<Share>> keepers = new ArrayList<>();
    for (Share share : shares) {
      int[] kept = IntStream.range(0, share.rows.length)
          .filter(i -> now[share.rows[i]] >= 0)
          .toArray();
      Share left = new Share(
          share.scope,
          share.part,
          Arrays.stream(kept).map(i -> now[share.rows[i]]).toArray());
      if (kept.length == 0) {
        share.scope.close();
      } else {
        keepers.add(() -> {
          if (kept.length < share.rows.length) {
            share.part.keep(kept);
          }
          return left;
        });
      }
    }
    shares = Lanes.run(keepers);
  }

  /** Returns B, the number of rows left. */
  public int rows() {
    return shares.stream().mapToInt(share -> share.rows.length).sum();
  }

  @Override
  public void close() {
    scope.close();
  }
}

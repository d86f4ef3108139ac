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
 * A batch of completions being sampled: the keys and values of what each row has seen, and the logits of what comes next.
 * Rows begin from prompts, all grow by the same number of tokens, and finished rows are taken out. Those of a small model are in parts
 * side by side ({@link Parts}). A prompt is run once for all rows of a part that share it.
 */
public final class Decoding implements AutoCloseable {

  /**
   * Tokens drawn by {@link #advance}. What a row has behind an end token means nothing: it is what the policy would say, or token 0 and NaN
   * where all rows of a part were done.
   *
   * @param tokens {@code (B, n)}
   * @param logProbs {@code (B, n)} under the untempered distribution
   * @param samplingLogProbs {@code (B, n)} under the distribution drawn from
   * @param drawn n: fewer than asked for when every row has met an end token
   * @param kept {@code (B, n)} arrays of the tokens that each was chosen from; empty if they are not recorded
   */
  public record Drawn(
      long[] tokens, float[] logProbs, float[] samplingLogProbs, int drawn, int[][] kept) {}

  /**
   * Some of the rows.
   *
   * @param rows the caller's number of each of the part's rows, in the part's order
   */
  private record Share(NDManager scope, DecodingPart part, int[] rows) {
    /** Its share of values {@code (B, n)}. */
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
   * @param rows the prompt of each row; neighbours that are equal share the work
   * @param maxTokens how many tokens a row may grow by
   * @param temperature 0 is greedy
   * @param topK only the k likeliest tokens; 0: all
   * @param topP only the likeliest tokens that together have this probability; 1: all
   * @throws IllegalArgumentException if a row might outgrow the policy's context, or may not grow
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
   * The same.
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
   * The same.
   *
   * @param settings temperature, top-k, top-p, 0, and 1 to record what they keep
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
    // Before any part begins, since both may make arrays anew.
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
      // After the prompts: lanes run one method at a time, and this reads the same weights.
      packed = packed(policy, scope, maxTokens);
      made = true;
    } finally {
      if (!made) {
        scope.close();
      }
    }
  }

  /**
   * The matrices that a step multiplies, in a form that is fast for few rows. Nothing for each weight where {@link
   * ActivationMemory#packs} says no, of a base in eight bits, and where the library has no such form.
   *
   * @param tokens that rows may grow by
   */
  static NDList packed(Policy policy, NDManager scope, int tokens) {
    Weights weights = policy.weights();
    long bytes = policy.architecture().transformer().packedBytes(policy.vocabulary());
    boolean packs = weights.packable() && policy.activations().packs(bytes, tokens);
    return packs ? weights.packed(scope) : weights.unpacked(scope);
  }

  /** Rows by their prompts, in parts. */
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
    return policy.decoder().parts(sequences).stream()
        .map(part -> part.stream().map(TokenSequence::prompt).toList())
        .toList();
  }

  private static int longest(List<int[]> prompts) {
    return prompts.stream().mapToInt(p -> p.length).max().orElseThrow();
  }

  /** Asked for anew before each advance: whoever needs more positions replaces the tables. */
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
   * Takes all rows out but these, in this order.
   *
   * @throws IllegalArgumentException if there are none, or one is named twice or is not there
   */
  public void keep(int[] rows) {
    int[] now = new int[rows()];
    Arrays.fill(now, -1);
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] < 0 || rows[i] >= now.length || now[rows[i]] >= 0) {
        throw new IllegalArgumentException(
            "row %d cannot be kept: it is kept already, or is none of %d"
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

  /** B, the rows that are left. */
  public int rows() {
    return shares.stream().mapToInt(share -> share.rows.length).sum();
  }

  @Override
  public void close() {
    scope.close();
  }
}

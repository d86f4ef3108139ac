package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.gradus.core.engine.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A batch of completions being sampled: the keys and values of what each row has seen, and the logits of what comes next.
 * Rows begin from prompts (a prompt is run once for all rows that share it), all grow by the same number of tokens, and
 * finished rows are taken out. Those of a small model are in parts side by side ({@link Parts}).
 */
public final class Decoding implements AutoCloseable {

  /**
   * Tokens drawn by {@link #advance}.
   *
   * @param tokens {@code (B, n)}; after an end token a row goes on with whatever the policy says
   * @param logProbs {@code (B, n)} under the untempered distribution
   * @param samplingLogProbs {@code (B, n)} under the distribution drawn from
   * @param drawn n: fewer than asked for when every row has met an end token
   */
  public record Drawn(long[] tokens, float[] logProbs, float[] samplingLogProbs, int drawn) {}

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

  private final NDManager scope;
  private List<Share> shares;

  /**
   * Runs the prompts.
   *
   * @param rows the prompt of each row; neighbours that are equal share the work
   * @param maxTokens how many tokens a row may grow by
   * @param temperature 0 is greedy
   * @param topK only the k likeliest tokens; 0: all
   * @param topP only the likeliest tokens that together have this probability; 1: all
   */
  public Decoding(
      Policy policy,
      List<int[]> rows,
      int maxTokens,
      double temperature,
      int topK,
      double topP,
      List<Integer> endTokens) {
    int longest = rows.stream().mapToInt(p -> p.length).max().orElseThrow();
    if (longest + maxTokens > policy.architecture().context()) {
      throw new IllegalArgumentException(
          "max-tokens: a prompt of %d tokens and %d more exceed the policy's context of %d"
              .formatted(longest, maxTokens, policy.architecture().context()));
    }
    int positions = longest + maxTokens;
    // Before any part begins, since both may make arrays anew.
    List<NDArray> turns =
        List.of(policy.rotations().cos(positions), policy.rotations().sin(positions));
    List<NDArray> operands = policy.operands();
    scope = policy.script().manager().newSubManager();
    List<Supplier<Share>> makers = new ArrayList<>();
    int first = 0;
    for (List<int[]> some : policy.decodingParts(rows, maxTokens)) {
      int[] numbers = IntStream.range(first, first + some.size()).toArray();
      makers.add(() -> {
        NDManager own = scope.newSubManager();
        return new Share(
            own,
            new DecodingPart(
                policy, own, some, turns, operands, maxTokens, temperature, topK, topP, endTokens),
            numbers);
      });
      first += some.size();
    }
    boolean made = false;
    try {
      shares = Lanes.run(makers);
      made = true;
    } finally {
      if (!made) {
        scope.close();
      }
    }
  }

  /**
   * Draws up to n tokens for every row.
   *
   * @param uniforms {@code (B, n)} numbers in [0, 1) that decide the draws
   */
  public Drawn advance(float[] uniforms, int n) {
    List<Drawn> drawn = Lanes.run(shares.stream()
        .map(share -> (Supplier<Drawn>) () -> share.part.advance(share.of(uniforms, n), n))
        .toList());
    int most = drawn.stream().mapToInt(Drawn::drawn).max().orElseThrow();
    Drawn all = new Drawn(
        new long[rows() * most], new float[rows() * most], new float[rows() * most], most);
    for (int s = 0; s < drawn.size(); s++) {
      Drawn some = drawn.get(s);
      int[] rows = shares.get(s).rows;
      for (int i = 0; i < rows.length; i++) {
        int from = i * some.drawn;
        int to = rows[i] * most;
        System.arraycopy(some.tokens, from, all.tokens, to, some.drawn);
        System.arraycopy(some.logProbs, from, all.logProbs, to, some.drawn);
        System.arraycopy(some.samplingLogProbs, from, all.samplingLogProbs, to, some.drawn);
      }
    }
    return all;
  }

  /** Takes all rows out but these, in this order. */
  public void keep(int[] rows) {
    int[] now = new int[rows()];
    Arrays.fill(now, -1);
    for (int i = 0; i < rows.length; i++) {
      now[rows[i]] = i;
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

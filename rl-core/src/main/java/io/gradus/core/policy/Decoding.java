package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A batch of completions being sampled: the keys and values of what each row has seen, and the logits of what comes next.
 * Rows begin from prompts (a prompt is run once for all rows that share it), all grow by the same number of tokens, and
 * finished rows are taken out.
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

  private final Policy policy;
  private final NDManager scope;
  private final int promptColumns;
  private final float[] settings;
  private final NDArray ends;
  private NDList state;
  private int[] promptLengths;
  private int filled;

  /**
   * Runs the prompts.
   *
   * @param prompts one a row; neighbours that are equal share the work
   * @param maxTokens how many tokens a row may grow by
   * @param temperature 0 is greedy
   * @param topK only the k likeliest tokens; 0: all
   * @param topP only the likeliest tokens that together have this probability; 1: all
   */
  public Decoding(
      Policy policy,
      List<int[]> prompts,
      int maxTokens,
      double temperature,
      int topK,
      double topP,
      List<Integer> endTokens) {
    this.policy = policy;
    scope = policy.script().manager().newSubManager();
    promptLengths = prompts.stream().mapToInt(p -> p.length).toArray();
    promptColumns = Arrays.stream(promptLengths).max().orElseThrow();
    if (promptColumns + maxTokens > policy.architecture().context()) {
      throw new IllegalArgumentException(
          "max-tokens: a prompt of %d tokens and %d more exceed the policy's context of %d"
              .formatted(promptColumns, maxTokens, policy.architecture().context()));
    }
    filled = promptColumns;
    settings = new float[] {(float) temperature, topK, (float) topP, 0, 0};
    ends = scope.create(endTokens.stream().mapToLong(i -> i).toArray());
    state = prefill(prompts, promptColumns + maxTokens);
  }

  private NDList prefill(List<int[]> prompts, int room) {
    // One sequence a prompt; the one token it scores is of no interest.
    TokenBatch batch = new TokenBatch(
        prompts.stream().map(p -> new TokenSequence(p, new int[1])).toList());
    int[] columns = new int[prompts.size() * promptColumns];
    for (int i = 0; i < prompts.size(); i++) {
      // Prompts stand at the right end of their columns, so that all rows grow at the same column.
      for (int j = 0; j < promptColumns; j++) {
        columns[i * promptColumns + j] = Math.max(batch.rows[i] - (promptColumns - 1 - j), 0);
      }
    }
    try (NDManager call = scope.newSubManager()) {
      NDList out = policy
          .script()
          .call(
              call,
              "prefill",
              List.of(
                  call.create(new float[] {room}),
                  Policy.longs(call, batch.ids),
                  Policy.longs(call, batch.positions),
                  policy.cos(),
                  policy.sin(),
                  Policy.longs(call, batch.rows),
                  Policy.longs(call, columns).reshape(prompts.size(), promptColumns)),
              List.of(policy.layout(call, batch), policy.operands()));
      out.attach(scope);
      return out;
    }
  }

  /**
   * Draws up to n tokens for every row.
   *
   * @param uniforms {@code (B, n)} numbers in [0, 1) that decide the draws
   */
  public Drawn advance(float[] uniforms, int n) {
    int b = rows();
    try (NDManager call = scope.newSubManager()) {
      float[] now = settings.clone();
      now[3] = filled;
      now[4] = promptColumns;
      NDList out = policy
          .script()
          .call(
              call,
              "decode",
              List.of(
                  call.create(now),
                  state.get(0),
                  call.create(uniforms, new Shape(b, n)),
                  Policy.longs(call, promptLengths),
                  ends,
                  policy.cos(),
                  policy.sin()),
              List.of(state.subNDList(1), policy.operands()));
      int drawn = (int) out.get(0).getShape().get(1);
      filled += drawn;
      NDArray logits = out.get(3);
      logits.attach(scope);
      state.get(0).close();
      state.set(0, logits);
      return new Drawn(
          out.get(0).toLongArray(), out.get(1).toFloatArray(), out.get(2).toFloatArray(), drawn);
    }
  }

  /** Takes all rows out but these, in this order. */
  public void keep(int[] rows) {
    NDList kept = new NDList();
    try (NDManager call = scope.newSubManager()) {
      NDArray index = Policy.longs(call, rows);
      for (NDArray array : new ArrayList<>(state)) {
        NDArray small = policy
            .script()
            .call(call, "keep_rows", List.of(index), List.of(List.of(array)))
            .singletonOrThrow();
        small.attach(scope);
        array.close();
        kept.add(small);
      }
    }
    state = kept;
    promptLengths = Arrays.stream(rows).map(i -> promptLengths[i]).toArray();
  }

  /** B, the rows that are left. */
  public int rows() {
    return promptLengths.length;
  }

  @Override
  public void close() {
    scope.close();
  }
}

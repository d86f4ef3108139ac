package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of a {@link Decoding} that are computed together, in the same operations. */
final class DecodingPart {
  private final Policy policy;
  private final NDManager scope;
  private final int[][] prompts;
  private final float[] settings;
  private final NDArray ends;
  private DecodingGrid grid;
  private NDArray logits;
  private NDList promptCaches;
  private NDList rowCaches;
  private final List<NDArray> operands;
  private int grown;

  /**
   * Runs the prompts.
   *
   * @param scope closes the part
   * @param rows prompt of each row; adjacent rows with the same prompt share the work
   * @param turns cosines and sines of the positions
   * @param operands the source's w[]
   * @param settings temperature, top-k, top-p, and room for the tokens drawn so far
   * @param room largest number of tokens that a row may grow by
   * @param endTokens tokens that end a row
   */
  DecodingPart(
      Policy policy,
      NDManager scope,
      List<int[]> rows,
      List<NDArray> turns,
      List<NDArray> operands,
      float[] settings,
      int room,
      List<Integer> endTokens) {
    this.policy = policy;
    this.scope = scope;
    this.operands = operands;
    this.settings = settings;
    List<int[]> different = new ArrayList<>();
    int[] promptOf = new int[rows.size()];
    for (int i = 0; i < promptOf.length; i++) {
      if (i == 0 || !Arrays.equals(rows.get(i - 1), rows.get(i))) {
        different.add(rows.get(i));
      }
      promptOf[i] = different.size() - 1;
    }
    prompts = different.toArray(int[][]::new);
    int longest = different.stream().mapToInt(p -> p.length).max().orElseThrow();
    ends = scope.create(endTokens.stream().mapToLong(i -> i).toArray());
    grid = DecodingGrid.of(promptOf);
    prefill(longest, room, turns);
  }

  private void prefill(int longest, int room, List<NDArray> turns) {
    List<int[]> laid = Arrays.stream(grid.promptOf()).mapToObj(p -> prompts[p]).toList();
    // one sequence per prompt; the single token that it scores is not used
    TokenBatch batch = new TokenBatch(
        laid.stream().map(p -> new TokenSequence(p, new int[1])).toList(),
        policy.activations().sharing());
    int[] columns = new int[laid.size() * longest];
    for (int i = 0; i < laid.size(); i++) {
      int[] rows = batch.promptRows(i);
      for (int j = 0; j < longest; j++) {
        // columns after a shorter prompt repeat its last token; they are masked
        columns[i * longest + j] = rows[Math.min(j, rows.length - 1)];
      }
    }
    try (NDManager call = scope.newSubManager()) {
      BatchArrays arrays = new BatchArrays(call, batch);
      NDList out = policy
          .script()
          .call(
              call,
              "prefill",
              List.of(
                  call.create(new float[] {grid.group(), room}),
                  arrays.ids(),
                  arrays.positions(),
                  turns.get(0),
                  turns.get(1),
                  arrays.rows(),
                  BatchArrays.longs(call, columns).reshape(laid.size(), longest)),
              List.of(policy.decoder().layout(arrays), operands));
      out.attach(scope);
      logits = out.get(0);
      int layers = (out.size() - 1) / 2;
      promptCaches = out.subNDList(1, 1 + layers);
      rowCaches = out.subNDList(1 + layers);
    }
  }

  /**
   * Draws up to n tokens for every row.
   *
   * @param turns cosines and sines of the positions
   * @param packed packed matrices from the source's {@code packs}
   * @param uniforms {@code (B, n)} numbers in [0, 1) that decide the draws
   */
  Decoding.Drawn advance(List<NDArray> turns, List<NDArray> packed, float[] uniforms, int n) {
    try (NDManager call = scope.newSubManager()) {
      float[] now = settings.clone();
      now[3] = grown;
      NDList out = policy
          .script()
          .call(
              call,
              "decode",
              List.of(
                  call.create(now),
                  logits,
                  call.create(grid.toPlaces(uniforms, n), new Shape(grid.places(), n)),
                  BatchArrays.longs(
                      call,
                      Arrays.stream(grid.promptOf()).map(p -> prompts[p].length).toArray()),
                  ends,
                  turns.get(0),
                  turns.get(1)),
              List.of(promptCaches, rowCaches, operands, packed));
      int drawn = (int) out.get(0).getShape().get(1);
      grown += drawn;
      logits.close();
      logits = out.get(3);
      logits.attach(scope);
      return new Decoding.Drawn(
          grid.toRows(out.get(0).toLongArray(), drawn),
          grid.toRows(out.get(1).toFloatArray(), drawn),
          grid.toRows(out.get(2).toFloatArray(), drawn),
          drawn,
          out.size() > 4
              ? kept(out.get(4).toLongArray(), out.get(5).toLongArray(), drawn)
              : new int[0][]);
    }
  }

  /**
   * The tokens that each of the rows' tokens was chosen from, {@code (B, n)} arrays.
   *
   * @param counts {@code (P G, n)}
   * @param ids for all places of the first token, then for all places of the second token, and so on
   */
  private int[][] kept(long[] counts, long[] ids, int n) {
    int[][] ofPlaces = new int[counts.length][];
    int at = 0;
    for (int t = 0; t < n; t++) {
      for (int place = 0; place < grid.places(); place++) {
        int[] some = new int[Math.toIntExact(counts[place * n + t])];
        for (int k = 0; k < some.length; k++) {
          some[k] = Math.toIntExact(ids[at++]);
        }
        ofPlaces[place * n + t] = some;
      }
    }
    int[][] ofRows = new int[grid.rows() * n][];
    for (int row = 0; row < grid.rows(); row++) {
      System.arraycopy(ofPlaces, grid.placeOf()[row] * n, ofRows, row * n, n);
    }
    return ofRows;
  }

  /** Removes all rows except these, which are in ascending order. */
  void keep(int[] rows) {
    DecodingGrid now = grid.keep(rows);
    try (NDManager call = scope.newSubManager()) {
      NDArray places = BatchArrays.longs(call, now.placesIn(grid, rows));
      logits = kept("keep_logits", logits, places);
      // one layer at a time: its old cache is freed before the next is copied
      NDArray how = call.create(new float[] {grown, now.group()});
      rowCaches.replaceAll(cache -> kept("keep_rows", cache, how, places));
      int[] promptPlaces = now.promptPlacesIn(grid);
      if (!Arrays.equals(
          promptPlaces, IntStream.range(0, grid.promptOf().length).toArray())) {
        NDArray index = BatchArrays.longs(call, promptPlaces);
        promptCaches.replaceAll(cache -> kept("keep_prompts", cache, index));
      }
    }
    grid = now;
  }

  private NDArray kept(String method, NDArray old, NDArray... how) {
    NDArray[] arguments = Arrays.copyOf(how, how.length + 1);
    arguments[how.length] = old;
    NDArray kept = policy.script().call(scope, method, arguments).singletonOrThrow();
    old.close();
    return kept;
  }
}

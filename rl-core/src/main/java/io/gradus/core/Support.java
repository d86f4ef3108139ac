package io.gradus.core;

import java.util.Arrays;

/**
 * The tokens that top-k and top-p kept, for each token of a completion. The trainer normalises over the same tokens, so
 * that the first ratio is 1 (DeepSeek-V3.2's keep-sampling mask, arXiv:2512.02556). A support takes four bytes of
 * memory for each kept token.
 *
 * @param offsets {@code (T + 1)} for each token, the index in {@code ids} at which its kept tokens begin; the last
 *     entry is the end of {@code ids}
 * @param ids the kept tokens of all tokens, one after another. A token without kept tokens was chosen from the whole
 *     vocabulary, or was not sampled
 */
public record Support(int[] offsets, int[] ids) {
  public Support {
    if (offsets.length == 0 || offsets[offsets.length - 1] != ids.length) {
      throw new IllegalArgumentException(
          "offsets: they must end with the %d kept tokens".formatted(ids.length));
    }
  }

  /**
   * Joins the tokens that were kept at each position.
   *
   * @param kept {@code (T)} arrays
   */
  public static Support of(int[][] kept) {
    int[] offsets = new int[kept.length + 1];
    for (int t = 0; t < kept.length; t++) {
      offsets[t + 1] = offsets[t] + kept[t].length;
    }
    int[] ids = Arrays.stream(kept).flatMapToInt(Arrays::stream).toArray();
    return new Support(offsets, ids);
  }

  /** Returns the kept tokens whose ids are below a number, for a vocabulary that has only these. */
  public Support below(int vocabulary) {
    return of(Arrays.stream(kept())
        .map(some -> Arrays.stream(some).filter(id -> id < vocabulary).toArray())
        .toArray(int[][]::new));
  }

  /** The kept tokens of each token, {@code (T)} arrays. */
  public int[][] kept() {
    int[][] kept = new int[length()][];
    for (int t = 0; t < kept.length; t++) {
      kept[t] = Arrays.copyOfRange(ids, offsets[t], offsets[t + 1]);
    }
    return kept;
  }

  /** Returns the number of tokens, T. */
  public int length() {
    return offsets.length - 1;
  }
}

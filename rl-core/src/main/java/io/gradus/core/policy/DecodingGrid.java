package io.gradus.core.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layout of the rows of a {@link Decoding}: P prompts with G places each, so that a prompt's keys are read once for G
 * rows. If a prompt's rows do not fill its last block, the remaining places repeat a row. If the numbers of rows per
 * prompt are uneven, G is small, and a prompt with many rows has several blocks.
 *
 * @param promptOf {@code (P)} prompt of each block of G places
 * @param group G
 * @param rowAt {@code (P G)} the caller's row at each place
 * @param placeOf {@code (B)} a place of each of the caller's rows
 */
record DecodingGrid(int[] promptOf, int group, int[] rowAt, int[] placeOf) {
  /** Largest accepted share of places that repeat a row, because they cost as much as the others. */
  private static final double WORTH_REPEATING = 0.125;

  /**
   * Returns the grid with the largest groups that repeats few rows.
   *
   * @param prompts {@code (B)} the prompt of each row
   */
  static DecodingGrid of(int[] prompts) {
    Map<Integer, List<Integer>> rows = new LinkedHashMap<>();
    for (int i = 0; i < prompts.length; i++) {
      rows.computeIfAbsent(prompts[i], p -> new ArrayList<>()).add(i);
    }
    int group = rows.values().stream().mapToInt(List::size).max().orElseThrow();
    while (places(rows, group) > (1 + WORTH_REPEATING) * prompts.length) {
      group--;
    }
    int[] promptOf = new int[places(rows, group) / group];
    int[] rowAt = new int[promptOf.length * group];
    int[] placeOf = new int[prompts.length];
    int block = 0;
    for (Map.Entry<Integer, List<Integer>> entry : rows.entrySet()) {
      List<Integer> members = entry.getValue();
      for (int from = 0; from < members.size(); from += group, block++) {
        promptOf[block] = entry.getKey();
        for (int g = 0; g < group; g++) {
          int row = members.get(Math.min(from + g, members.size() - 1));
          rowAt[block * group + g] = row;
          placeOf[row] = block * group + g;
        }
      }
    }
    return new DecodingGrid(promptOf, group, rowAt, placeOf);
  }

  private static int places(Map<Integer, List<Integer>> rows, int group) {
    return rows.values().stream()
        .mapToInt(r -> (r.size() + group - 1) / group * group)
        .sum();
  }

  /** Returns the grid of some of the rows. */
  DecodingGrid keep(int[] rows) {
    return of(Arrays.stream(rows).map(r -> promptOf[placeOf[r] / group]).toArray());
  }

  /** Returns, for each place of this grid, its place in the earlier grid, before rows were removed. */
  int[] placesIn(DecodingGrid before, int[] rows) {
    return Arrays.stream(rowAt).map(r -> before.placeOf[rows[r]]).toArray();
  }

  /** Returns the former place of each of this grid's prompts. */
  int[] promptPlacesIn(DecodingGrid before) {
    return Arrays.stream(promptOf)
        .map(p -> {
          int at = 0;
          while (before.promptOf[at] != p) {
            at++;
          }
          return at;
        })
        .toArray();
  }

  /** Returns the number of rows, B. */
  int rows() {
    return placeOf.length;
  }

  /** Returns the number of places, P G, which is at least B. */
  int places() {
    return rowAt.length;
  }

  /** Copies values of rows {@code (B, n)} to their places {@code (P G, n)}. */
  float[] toPlaces(float[] ofRows, int n) {
    float[] values = new float[places() * n];
    for (int i = 0; i < places(); i++) {
      System.arraycopy(ofRows, rowAt[i] * n, values, i * n, n);
    }
    return values;
  }

  /** Copies values of places {@code (P G, n)} to the rows {@code (B, n)}. */
  float[] toRows(float[] ofPlaces, int n) {
    float[] values = new float[rows() * n];
    for (int i = 0; i < rows(); i++) {
      System.arraycopy(ofPlaces, placeOf[i] * n, values, i * n, n);
    }
    return values;
  }

  /** Copies integers of places {@code (P G, n)} to the rows {@code (B, n)}. */
  long[] toRows(long[] ofPlaces, int n) {
    long[] values = new long[rows() * n];
    for (int i = 0; i < rows(); i++) {
      System.arraycopy(ofPlaces, placeOf[i] * n, values, i * n, n);
    }
    return values;
  }
}

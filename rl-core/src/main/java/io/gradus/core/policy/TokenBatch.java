package io.gradus.core.policy;

import io.gradus.core.CounterRandom;
import io.gradus.core.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Sequences packed for one pass through the policy, without padding. Each prompt is packed once, because the members of
 * a group share it. The completions follow. The last token of a completion is scored, but does not go through the
 * network. Only attention uses padded rectangles, which are chosen so that they contain little padding.
 */
final class TokenBatch {
  private static final double LEAST_FULL = 0.75;
  /** Least number of common tokens that are worth a rectangle of their own. */
  private static final int LEAST_COMMON = 16;

  /**
   * Queries {@code (b, t)} and keys {@code (b, s)} as rows of the batch. The mask marks the keys that each query sees,
   * and {@code results} are the indices without padding.
   */
  record Rectangle(int b, int t, int s, int[] queries, int[] keys, float[] mask, int[] results) {}

  /**
   * A run of tokens in the batch: the beginning of all prompts, a prompt, or the part of a completion that is read.
   *
   * @param before rows of the batch that precede the run in its sequence
   */
  private record Run(int start, int length, int[] before) {
    /** Returns the rows of the run's sequence up to the run's end. */
    int[] rows() {
      return IntStream.concat(Arrays.stream(before), IntStream.range(start, start + length))
          .toArray();
    }
  }

  final int[] ids;
  final int[] positions;
  final int[] rows;
  final int[] targets;
  final int[] lengths;
  /** The tokens from which each target was chosen; absent: the whole vocabulary. */
  final Optional<Support> support;
  /** A hash of each token and of all tokens before it in its sequence. */
  private final long[] prefixes;

  final List<Rectangle> rectangles;
  /** Rows of the batch that hold each sequence's prompt. */
  private final int[][] promptRows;

  TokenBatch(List<TokenSequence> sequences) {
    this(sequences, false);
  }

  /**
   * Packs sequences.
   *
   * @param sharing whether a long beginning that all prompts have in common is packed once. The result is the same up
   *     to rounding
   */
  TokenBatch(List<TokenSequence> sequences, boolean sharing) {
    List<int[]> prompts = new ArrayList<>();
    int[] promptOf = new int[sequences.size()];
    for (int i = 0; i < promptOf.length; i++) {
      int[] prompt = sequences.get(i).prompt();
      if (prompts.isEmpty() || !Arrays.equals(prompts.get(prompts.size() - 1), prompt)) {
        prompts.add(prompt);
      }
      promptOf[i] = prompts.size() - 1;
    }
    int common = sharing ? common(prompts) : 0;
    int n = common
        + prompts.stream().mapToInt(p -> p.length - common).sum()
        + sequences.stream().mapToInt(s -> s.completion().length - 1).sum();
    ids = new int[n];
    positions = new int[n];
    prefixes = new long[n];
    rectangles = new ArrayList<>();

    int at = put(prompts.get(0), 0, common, 0, 0, 0);
    Run begin = new Run(0, common, new int[0]);
    if (common > 0) {
      rectangles.add(rectangle(List.of(begin)));
    }
    Run[] promptRuns = new Run[prompts.size()];
    for (int[] order :
        byLength(prompts.stream().mapToInt(p -> p.length - common).toArray())) {
      List<Run> block = new ArrayList<>();
      for (int p : order) {
        int[] prompt = prompts.get(p);
        promptRuns[p] = new Run(at, prompt.length - common, begin.rows());
        at = put(prompt, common, prompt.length, common, common == 0 ? 0 : prefixes[common - 1], at);
        block.add(promptRuns[p]);
      }
      rectangles.add(rectangle(block));
    }
    promptRows = new int[promptOf.length][];
    Run[] runs = new Run[promptOf.length];
    for (int[] order :
        byLength(sequences.stream().mapToInt(s -> s.completion().length - 1).toArray())) {
      List<Run> block = new ArrayList<>();
      for (int i : order) {
        promptRows[i] = promptRuns[promptOf[i]].rows();
        int[] completion = sequences.get(i).completion();
        runs[i] = new Run(at, completion.length - 1, promptRows[i]);
        long before = prefixes[promptRows[i][promptRows[i].length - 1]];
        at = put(completion, 0, completion.length - 1, promptRows[i].length, before, at);
        if (completion.length > 1) {
          block.add(runs[i]);
        }
      }
      if (!block.isEmpty()) {
        rectangles.add(rectangle(block));
      }
    }

    support = support(sequences);
    lengths = sequences.stream().mapToInt(s -> s.completion().length).toArray();
    rows = new int[Arrays.stream(lengths).sum()];
    targets = new int[rows.length];
    for (int i = 0, c = 0; i < lengths.length; i++) {
      for (int t = 0; t < lengths[i]; t++, c++) {
        rows[c] = t == 0 ? promptRows[i][promptRows[i].length - 1] : runs[i].start + t - 1;
        targets[c] = sequences.get(i).completion()[t];
      }
    }
  }

  private static Optional<Support> support(List<TokenSequence> sequences) {
    if (sequences.stream().allMatch(s -> s.support().isEmpty())) {
      return Optional.empty();
    }
    int[] offsets =
        new int[1 + sequences.stream().mapToInt(s -> s.completion().length).sum()];
    int at = 0;
    int before = 0;
    for (TokenSequence sequence : sequences) {
      int[] own = sequence
          .support()
          .map(Support::offsets)
          .orElseGet(() -> new int[sequence.completion().length + 1]);
      for (int t = 1; t < own.length; t++) {
        offsets[++at] = before + own[t];
      }
      before = offsets[at];
    }
    int[] ids = sequences.stream()
        .flatMapToInt(s -> s.support().map(Support::ids).stream().flatMapToInt(Arrays::stream))
        .toArray();
    return Optional.of(new Support(offsets, ids));
  }

  /**
   * Length of the beginning that all prompts share. At least one token of each prompt is not part of it. The length is
   * 0 if the beginning is short, or if there is only one prompt.
   */
  private static int common(List<int[]> prompts) {
    int[] first = prompts.get(0);
    int common = first.length;
    for (int[] prompt : prompts) {
      int differs = Arrays.mismatch(first, prompt);
      common = Math.min(common, Math.min(prompt.length - 1, differs < 0 ? common : differs));
    }
    return prompts.size() > 1 && common >= LEAST_COMMON ? common : 0;
  }

  /**
   * Puts tokens {@code from} to {@code to} into the batch.
   *
   * @param position position of the first one in its sequence
   * @return the next free row
   */
  private int put(int[] tokens, int from, int to, int position, long before, int at) {
    long prefix = before;
    for (int t = from; t < to; t++) {
      int row = at + t - from;
      ids[row] = tokens[t];
      positions[row] = position + t - from;
      prefix = CounterRandom.bits(prefix, tokens[t]);
      prefixes[row] = prefix;
    }
    return at + to - from;
  }

  /**
   * Groups indices into blocks of similar length, the longest first; a new block begins when a rectangle would be
   * mostly padding.
   */
  private static List<int[]> byLength(int[] lengths) {
    Integer[] order = new Integer[lengths.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(i -> -lengths[i]));
    List<int[]> blocks = new ArrayList<>();
    int begin = 0;
    for (int i = 1; i <= order.length; i++) {
      if (i == order.length || lengths[order[i]] < LEAST_FULL * lengths[order[begin]] - 4) {
        blocks.add(Arrays.stream(order, begin, i).sorted().mapToInt(x -> x).toArray());
        begin = i;
      }
    }
    return blocks;
  }

  private static Rectangle rectangle(List<Run> runs) {
    int t = runs.stream().mapToInt(Run::length).max().orElseThrow();
    int p = runs.stream().mapToInt(run -> run.before.length).max().orElseThrow();
    int b = runs.size();
    int s = p + t;
    int[] queries = new int[b * t];
    int[] keys = new int[b * s];
    float[] mask = new float[b * t * s];
    Arrays.fill(mask, Float.NEGATIVE_INFINITY);
    int[] results = new int[runs.stream().mapToInt(Run::length).sum()];
    int r = 0;
    for (int i = 0; i < b; i++) {
      Run run = runs.get(i);
      System.arraycopy(run.before, 0, keys, i * s, run.before.length);
      for (int j = 0; j < t; j++) {
        // padding repeats the run's first row, which exists, is finite, and is masked as a key
        int row = run.start + (j < run.length ? j : 0);
        queries[i * t + j] = row;
        keys[i * s + p + j] = row;
        Arrays.fill(mask, (i * t + j) * s, (i * t + j) * s + run.before.length, 0);
        Arrays.fill(
            mask, (i * t + j) * s + p, (i * t + j) * s + p + Math.min(j + 1, run.length), 0);
      }
      for (int j = 0; j < run.length; j++) {
        results[r++] = i * t + j;
      }
    }
    return new Rectangle(b, t, s, queries, keys, mask, results);
  }

  /**
   * Returns the additive mask of a rectangle's scores, {@code (b, t, s)}: minus infinity for a key that a token must
   * not see.
   */
  float[] mask(Rectangle r, Optional<Integer> window) {
    return window.map(w -> windowed(r, w)).orElse(r.mask());
  }

  /** Returns the mask of a rectangle for a sliding window that includes the token itself. */
  private float[] windowed(Rectangle r, int window) {
    float[] mask = r.mask().clone();
    for (int i = 0; i < r.b() * r.t(); i++) {
      int position = positions[r.queries()[i]];
      for (int s = 0; s < r.s(); s++) {
        if (positions[r.keys()[i / r.t() * r.s() + s]] <= position - window) {
          mask[i * r.s() + s] = Float.NEGATIVE_INFINITY;
        }
      }
    }
    return mask;
  }

  /** Returns a random number for each token that does not depend on its place in the batch. */
  long[] keys(long seed) {
    return Arrays.stream(prefixes)
        .map(prefix -> CounterRandom.bits(seed, prefix))
        .toArray();
  }

  /** Returns the rows of the batch that hold the prompt of a sequence. */
  int[] promptRows(int sequence) {
    return promptRows[sequence];
  }

  /** Returns the tokens that go through the network. */
  int tokens() {
    return ids.length;
  }
}

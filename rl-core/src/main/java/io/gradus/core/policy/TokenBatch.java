package io.gradus.core.policy;

import io.gradus.core.CounterRandom;
import io.gradus.core.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Sequences packed for one pass through the policy, without padding. Each prompt is packed once, because the members of
 * a group share it. The completions follow; their last tokens are scored but not read. Only attention uses padded
 * rectangles, which are chosen so that they contain little padding.
 */
final class TokenBatch {
  private static final double LEAST_FULL = 0.75;

  /**
   * Queries {@code (b, t)} and keys {@code (b, s)} as rows of the batch. The mask marks the keys that each query sees,
   * and {@code results} are the indices without padding.
   */
  record Rectangle(int b, int t, int s, int[] queries, int[] keys, float[] mask, int[] results) {}

  /** A run of tokens in the batch: a prompt, or the part of a completion that is read. */
  private record Run(int start, int length, int promptStart, int promptLength) {}

  final int[] ids;
  final int[] positions;
  final int[] rows;
  final int[] targets;
  final int[] lengths;
  /** The tokens from which each target was chosen; absent: the whole vocabulary. */
  final Optional<Support> support;
  /** A hash of each token and of all that it has before it. */
  private final long[] prefixes;

  final List<Rectangle> rectangles;

  TokenBatch(List<TokenSequence> sequences) {
    List<int[]> prompts = new ArrayList<>();
    int[] promptOf = new int[sequences.size()];
    for (int i = 0; i < promptOf.length; i++) {
      int[] prompt = sequences.get(i).prompt();
      if (prompts.isEmpty() || !Arrays.equals(prompts.get(prompts.size() - 1), prompt)) {
        prompts.add(prompt);
      }
      promptOf[i] = prompts.size() - 1;
    }
    int n = prompts.stream().mapToInt(p -> p.length).sum()
        + sequences.stream().mapToInt(s -> s.completion().length - 1).sum();
    ids = new int[n];
    positions = new int[n];
    prefixes = new long[n];
    rectangles = new ArrayList<>();

    int at = 0;
    Run[] promptRuns = new Run[prompts.size()];
    for (int[] order : byLength(prompts.stream().mapToInt(p -> p.length).toArray())) {
      List<Run> block = new ArrayList<>();
      for (int p : order) {
        promptRuns[p] = new Run(at, prompts.get(p).length, at, 0);
        at = put(prompts.get(p), prompts.get(p).length, 0, 0, at);
        block.add(promptRuns[p]);
      }
      rectangles.add(rectangle(block));
    }
    Run[] runs = new Run[promptOf.length];
    for (int[] order :
        byLength(sequences.stream().mapToInt(s -> s.completion().length - 1).toArray())) {
      List<Run> block = new ArrayList<>();
      for (int i : order) {
        Run prompt = promptRuns[promptOf[i]];
        int[] completion = sequences.get(i).completion();
        runs[i] = new Run(at, completion.length - 1, prompt.start, prompt.length);
        long before = prefixes[prompt.start + prompt.length - 1];
        at = put(completion, completion.length - 1, prompt.length, before, at);
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
        rows[c] = t == 0 ? runs[i].promptStart + runs[i].promptLength - 1 : runs[i].start + t - 1;
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

  private int put(int[] tokens, int length, int position, long before, int at) {
    long prefix = before;
    for (int t = 0; t < length; t++) {
      ids[at + t] = tokens[t];
      positions[at + t] = position + t;
      prefix = CounterRandom.bits(prefix, tokens[t]);
      prefixes[at + t] = prefix;
    }
    return at + length;
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
    int p = runs.stream().mapToInt(Run::promptLength).max().orElseThrow();
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
      for (int j = 0; j < run.promptLength; j++) {
        keys[i * s + j] = run.promptStart + j;
      }
      for (int j = 0; j < t; j++) {
        // padding repeats the run's first row, which exists, is finite, and is masked as a key
        int row = run.start + (j < run.length ? j : 0);
        queries[i * t + j] = row;
        keys[i * s + p + j] = row;
        Arrays.fill(mask, (i * t + j) * s, (i * t + j) * s + run.promptLength, 0);
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

  /** Returns the tokens that go through the network. */
  int tokens() {
    return ids.length;
  }
}

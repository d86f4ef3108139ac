package io.gradus.experiments.doctor;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds held-out texts that share a sequence of words (a run) with a training text. This is the contamination measure
 * of GPT-3 (arXiv:2005.14165, appendix C) and lm-evaluation-harness (docs/decontamination.md). Case, punctuation and
 * blanks do not count. A run has 13 words. A text of 8 to 12 words is one run. A shorter text has no run, because runs
 * below 8 words coincide by chance. A run in more than 10 training texts counts as a common phrase, as in GPT-3.
 *
 * <p>Runs are compared by a hash of 64 bits. With a million runs on each side, a chance collision has a probability of
 * 5e-8.
 */
final class NgramIndex {
  static final int LONGEST = 13;
  static final int SHORTEST = 8;
  static final int COMMON = 10;

  private static final HashFunction HASH = Hashing.murmur3_128();

  /** Numbers of the held-out texts that contain a run. */
  private final Map<Long, Set<Integer>> holders = new HashMap<>();

  private final Map<Long, Occurrence> found = new LinkedHashMap<>();
  private final Set<Integer> lengths = new TreeSet<>();

  /** Number of training texts that contain a run, and the first of them. */
  private static final class Occurrence {
    final String first;
    final String words;
    int texts;

    Occurrence(String first, String words) {
      this.first = first;
      this.words = words;
    }
  }

  /**
   * A held-out text that shares a run with a training text.
   *
   * @param text number of the held-out text
   * @param training id of the first training text with the run
   * @param words words of the run
   */
  record Overlap(int text, String training, String words) {}

  /** The held-out texts, numbered from 0. */
  NgramIndex(List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      String[] words = SameText.words(texts.get(i));
      int n = Math.min(LONGEST, words.length);
      if (n >= SHORTEST) {
        lengths.add(n);
        for (int from = 0; from + n <= words.length; from++) {
          holders.computeIfAbsent(hash(words, from, n), h -> new HashSet<>()).add(i);
        }
      }
    }
  }

  /** Searches a training text for the runs. */
  void read(String id, String text) {
    String[] words = SameText.words(text);
    Set<Long> seen = new HashSet<>();
    for (int n : lengths) {
      for (int from = 0; from + n <= words.length; from++) {
        long hash = hash(words, from, n);
        if (holders.containsKey(hash) && seen.add(hash)) {
          String run = String.join(" ", List.of(words).subList(from, from + n));
          found.computeIfAbsent(hash, h -> new Occurrence(id, run)).texts++;
        }
      }
    }
  }

  /** The held-out texts that share a run with a training text that was read, in their order. */
  List<Overlap> overlaps() {
    Map<Integer, Overlap> first = new HashMap<>();
    found.forEach((hash, occurrence) -> {
      if (occurrence.texts <= COMMON) {
        for (int text : holders.getOrDefault(hash, Set.of())) {
          first.putIfAbsent(text, new Overlap(text, occurrence.first, occurrence.words));
        }
      }
    });
    return new ArrayList<>(new TreeMap<>(first).values());
  }

  private static long hash(String[] words, int from, int n) {
    var hasher = HASH.newHasher().putInt(n);
    for (int i = from; i < from + n; i++) {
      hasher.putUnencodedChars(words[i]).putChar(' ');
    }
    return hasher.hash().asLong();
  }
}

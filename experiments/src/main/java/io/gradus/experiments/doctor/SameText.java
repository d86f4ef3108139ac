package io.gradus.experiments.doctor;

import java.text.Normalizer;
import java.util.Locale;

/** Compares the words of two texts; case, blanks, Unicode forms and a final full stop do not count. */
final class SameText {
  private SameText() {}

  /** Normal form of a text, equal for texts that count as the same. */
  static String of(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\s+", " ")
        .strip()
        .replaceAll("[.?!]+$", "")
        .strip();
  }

  /** Words of a text: runs of letters and digits, in lower case. */
  static String[] words(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", " ")
        .strip();
    return plain.isEmpty() ? new String[0] : plain.split(" ", -1);
  }
}

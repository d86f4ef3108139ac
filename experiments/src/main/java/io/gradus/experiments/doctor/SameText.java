package io.gradus.experiments.doctor;

import java.text.Normalizer;
import java.util.Locale;

/** When two texts ask or answer the same in the same words: case, blanks, Unicode forms and a final stop do not count. */
final class SameText {
  private SameText() {}

  /** Equal for texts that are the same. */
  static String of(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\s+", " ")
        .strip()
        .replaceAll("[.?!]+$", "")
        .strip();
  }

  /** Its words: runs of letters and digits, in small letters. */
  static String[] words(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", " ")
        .strip();
    return plain.isEmpty() ? new String[0] : plain.split(" ", -1);
  }
}

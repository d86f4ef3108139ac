package io.gradus.rewards.shape;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text without code, LaTeX and tags, found in one forward scan. A word is a run of letters, or a single
 * letter in scripts without spaces between words.
 */
final class Prose {
  private static final List<List<String>> SPANS = List.of(
      List.of("```", "```"), List.of("$$", "$$"), List.of("\\(", "\\)"), List.of("\\[", "\\]"));

  private final String text;
  private final int[] lastEnds;

  private Prose(String text) {
    this.text = text;
    // remember that no end mark follows and do not search again, so that the scan stays linear
    this.lastEnds =
        SPANS.stream().mapToInt(span -> text.lastIndexOf(span.get(1))).toArray();
  }

  /** Returns the words in small letters. */
  static List<String> words(String text) {
    return new Prose(text).words();
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      int past = skipped(i);
      if (past > i) {
        i = past;
        continue;
      }
      int c = text.codePointAt(i);
      int end = i + Character.charCount(c);
      if (Character.isLetter(c)) {
        while (end < text.length() && !standsAlone(c) && goesOn(text.codePointAt(end))) {
          end += Character.charCount(text.codePointAt(end));
        }
        words.add(text.substring(i, end).toLowerCase(Locale.ROOT));
      }
      i = end;
    }
    return words;
  }

  private static boolean goesOn(int c) {
    return (Character.isLetter(c) && !standsAlone(c))
        || Character.getType(c) == Character.NON_SPACING_MARK
        || Character.getType(c) == Character.COMBINING_SPACING_MARK;
  }

  private static boolean standsAlone(int c) {
    UnicodeScript script = UnicodeScript.of(c);
    return script == UnicodeScript.HAN
        || script == UnicodeScript.HIRAGANA
        || script == UnicodeScript.KATAKANA;
  }

  /**
   * Returns the end of the code, LaTeX or tag that begins at {@code i}; {@code i} itself if none begins there, or if it
   * is never closed.
   */
  private int skipped(int i) {
    char c = text.charAt(i);
    if (c != '`' && c != '$' && c != '\\' && c != '<') {
      return i;
    }
    for (int s = 0; s < lastEnds.length; s++) {
      String begin = SPANS.get(s).get(0);
      int from = i + begin.length();
      if (lastEnds[s] >= from && text.startsWith(begin, i)) {
        return text.indexOf(SPANS.get(s).get(1), from) + SPANS.get(s).get(1).length();
      }
    }
    return switch (c) {
      case '<' -> pastTag(i);
      case '\\' -> pastCommand(i);
      default -> pastOnTheSameLine(c, i);
    };
  }

  private int pastTag(int i) {
    int end = i + 1;
    while (end < text.length()
        && end - i < 20
        && (Character.isLetter(text.charAt(end)) || text.charAt(end) == '/')) {
      end++;
    }
    return end < text.length() && end > i + 1 && text.charAt(end) == '>' ? end + 1 : i;
  }

  private int pastCommand(int i) {
    int end = i + 1;
    while (end < text.length() && text.charAt(end) < 128 && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private int pastOnTheSameLine(char mark, int i) {
    for (int end = i + 1; end < text.length() && text.charAt(end) != '\n'; end++) {
      if (text.charAt(end) == mark) {
        return end + 1;
      }
    }
    return i;
  }
}

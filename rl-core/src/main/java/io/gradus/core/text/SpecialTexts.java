package io.gradus.core.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The texts of special tokens, found in other texts.
 *
 * <p>A chat template renders one string, in which data and template text can no longer be told apart. So {@link #mark} puts a
 * noncharacter (U+FDD0 and up) in the place of the first character of every special token that the data spell out: one character
 * for one, so that a template finds, counts, cuts and trims as before. {@link #marked} puts the characters back and remembers the
 * places.
 */
final class SpecialTexts {
  /** The first of 32 code points that Unicode keeps for use inside programs; no text of others may have them. */
  private static final char FIRST_MARK = '\ufdd0';

  private static final char LAST_MARK = '\ufdef';
  private static final char REPLACEMENT = '\ufffd';

  private final Map<Character, List<String>> byFirst = new HashMap<>();
  private final List<Character> firsts;

  SpecialTexts(Collection<String> texts) {
    for (String text : texts) {
      if (!text.isEmpty()) {
        byFirst.computeIfAbsent(text.charAt(0), c -> new ArrayList<>()).add(text);
      }
    }
    byFirst
        .values()
        .forEach(same -> same.sort(Comparator.comparing(String::length).reversed()));
    // More than 32 different first characters are in no known vocabulary; the rest share the last
    // mark's fate: they are replaced.
    firsts =
        byFirst.keySet().stream().sorted().limit(LAST_MARK - FIRST_MARK + 1).toList();
  }

  static boolean isMark(char c) {
    return c >= FIRST_MARK && c <= LAST_MARK;
  }

  /** The longest special text at an index. */
  Optional<String> at(String text, int index) {
    List<String> same = byFirst.get(text.charAt(index));
    return same == null
        ? Optional.empty()
        : same.stream().filter(s -> text.startsWith(s, index)).findFirst();
  }

  /** Data as a template sees them. A mark that the data hold already becomes U+FFFD. */
  String mark(String data) {
    StringBuilder marked = new StringBuilder(data.length());
    for (int i = 0; i < data.length(); i++) {
      char c = data.charAt(i);
      if (isMark(c)) {
        marked.append(REPLACEMENT);
      } else if (at(data, i).isPresent()) {
        int mark = firsts.indexOf(c);
        marked.append(mark < 0 ? REPLACEMENT : (char) (FIRST_MARK + mark));
      } else {
        marked.append(c);
      }
    }
    return marked.toString();
  }

  /** What a template made of marked data, with the characters put back. */
  MarkedText marked(String rendered) {
    StringBuilder text = new StringBuilder(rendered);
    BitSet literal = new BitSet();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isMark(c) && c - FIRST_MARK < firsts.size()) {
        text.setCharAt(i, firsts.get(c - FIRST_MARK));
        literal.set(i);
      }
    }
    return new MarkedText(text.toString(), literal);
  }

  /** Whether data spell out a special token: somewhere one begins at a place that is marked. */
  boolean inData(MarkedText text) {
    return text.literal().stream().anyMatch(i -> at(text.text(), i).isPresent());
  }
}

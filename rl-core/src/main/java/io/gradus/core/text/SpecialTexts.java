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
 * <p>A chat template renders one string, in which data and template text look alike. Therefore {@link #mark} replaces
 * the first character of every special token in the data by a noncharacter (U+FDD0 and up). One character replaces one
 * character, so a template finds, counts, cuts and trims as before. {@link #marked} restores the characters and
 * remembers the places.
 */
final class SpecialTexts {
  /** First of 32 code points that Unicode reserves for use inside programs; exchanged text must not contain them. */
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
    // no known vocabulary has more than 32 different first characters; further ones are replaced
    firsts =
        byFirst.keySet().stream().sorted().limit(LAST_MARK - FIRST_MARK + 1).toList();
  }

  static boolean isMark(char c) {
    return c >= FIRST_MARK && c <= LAST_MARK;
  }

  /** Returns the longest special text at an index. */
  Optional<String> at(String text, int index) {
    List<String> same = byFirst.get(text.charAt(index));
    return same == null
        ? Optional.empty()
        : same.stream().filter(s -> text.startsWith(s, index)).findFirst();
  }

  /** Marks data for a template. A mark that is already in the data becomes U+FFFD. */
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

  /** Restores the characters in a template's rendering of marked data. */
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

  /** Returns whether data contain a special token: one begins at a marked place. */
  boolean inData(MarkedText text) {
    return text.literal().stream().anyMatch(i -> at(text.text(), i).isPresent());
  }
}

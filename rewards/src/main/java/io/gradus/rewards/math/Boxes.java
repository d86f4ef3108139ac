package io.gradus.rewards.math;

import io.gradus.rewards.math.policy.AnswerSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the complete boxes of a text and matches their braces in one pass. */
final class Boxes {
  private static final int KEPT = 64;
  private static final int MAX_SEPARATOR = 80;

  private record Box(int start, int open, int close, int end) {}

  private Boxes() {}

  /** Finds the last complete box and the boxes joined to it; null if there is none. */
  static @Nullable Extracted last(String text) {
    List<Box> boxes = boxes(text);
    if (boxes.isEmpty()) {
      return null;
    }
    int first = boxes.size() - 1;
    boolean hedged = false;
    while (first > 0) {
      int join = join(text, boxes.get(first - 1).end(), boxes.get(first).start());
      if (join == 0) {
        break;
      }
      hedged |= join == 2;
      first--;
    }
    Box last = boxes.get(boxes.size() - 1);
    String content = content(text, last);
    List<String> parts = new ArrayList<>();
    for (Box box : boxes.subList(first, boxes.size())) {
      String part = content(text, box);
      if (!parts.contains(part)) {
        parts.add(part);
      }
    }
    boolean several = parts.size() > 1;
    return new Extracted(content, several ? parts : List.of(), hedged && several, AnswerSource.BOX);
  }

  /** Returns whether a box is opened somewhere, closed or not. */
  static boolean begins(String text) {
    return text.contains("\\boxed{") || text.contains("\\fbox{");
  }

  private static String content(String text, Box box) {
    // A form feed may be the start of a carelessly escaped \frac.
    int from = box.open();
    int to = box.close();
    while (from < to && (text.charAt(from) == ' ' || text.charAt(from) == '\n')) {
      from++;
    }
    while (to > from && text.charAt(to - 1) <= ' ') {
      to--;
    }
    return text.substring(from, to);
  }

  private static List<Box> boxes(String text) {
    List<Box> found = new ArrayList<>();
    int at = text.indexOf("\\boxed");
    int other = text.indexOf("\\fbox");
    int i = at < 0 ? other : other < 0 ? at : Math.min(at, other);
    if (i < 0) {
      return found;
    }
    // For each open brace: the start of its box, or -1.
    Deque<Integer> open = new ArrayDeque<>();
    char[] chars = text.toCharArray();
    while (i < chars.length) {
      char c = chars[i];
      if (c == '\\') {
        int length = text.startsWith("boxed", i + 1) ? 6 : text.startsWith("fbox", i + 1) ? 5 : 0;
        if (length > 0) {
          i = box(text, i, i + length, open, found);
        } else {
          // Do not skip a second backslash: in a doubly escaped text it belongs to the next
          // command.
          boolean escapes = i + 1 < chars.length && (chars[i + 1] == '{' || chars[i + 1] == '}');
          i += escapes ? 2 : 1;
        }
      } else {
        if (c == '{') {
          open.push(-1);
        } else if (c == '}' && !open.isEmpty()) {
          close(text, i, open.pop(), found);
        }
        i++;
      }
    }
    return found;
  }

  /** Opens a box at its brace; without a brace, the next word is the box. */
  private static int box(String text, int start, int after, Deque<Integer> open, List<Box> found) {
    int i = after;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    if (i < text.length() && text.charAt(i) == '{') {
      open.push(start);
      return i + 1;
    }
    int end = i;
    while (end < text.length() && " $\n\r\t}{".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    int close = end;
    while (close > i && ".,;".indexOf(text.charAt(close - 1)) >= 0) {
      close--;
    }
    boolean word = i > after && i < text.length() && Character.isLetterOrDigit(text.charAt(i));
    if (close > i && (word || isSigned(text, i))) {
      keep(new Box(start, i, close, close), found);
    }
    return Math.max(end, after);
  }

  private static boolean isSigned(String text, int i) {
    return text.charAt(i) == '-' || (text.charAt(i) >= '0' && text.charAt(i) <= '9');
  }

  private static void close(String text, int at, int start, List<Box> found) {
    if (start < 0) {
      return;
    }
    int open = text.indexOf('{', start) + 1;
    keep(new Box(start, open, at, at + 1), found);
  }

  /** Adds a box; an outer box replaces the boxes inside it. */
  private static void keep(Box box, List<Box> found) {
    while (!found.isEmpty() && found.get(found.size() - 1).start() > box.start()) {
      found.remove(found.size() - 1);
    }
    if (found.size() == KEPT) {
      found.remove(0);
    }
    found.add(box);
  }

  /** Classifies the text between two boxes: 2 for a joining comma or word, 1 for spaces only, 0 for anything else. */
  private static int join(String text, int from, int to) {
    if (to - from > MAX_SEPARATOR || to < from) {
      return 0;
    }
    String between = text.substring(from, to);
    for (String markup : new String[] {
      "\\(",
      "\\)",
      "\\[",
      "\\]",
      "\\quad",
      "\\qquad",
      "\\text",
      "\\mathrm",
      "\\,",
      "\\;",
      "\\ ",
      "$",
      "{",
      "}",
      "\\\\",
      "&"
    }) {
      between = between.replace(markup, " ");
    }
    between = between.trim();
    boolean joined = false;
    boolean more = true;
    while (more && !between.isEmpty()) {
      more = false;
      for (String joiner : new String[] {",", ";", "and", "or", "、", "和", "或"}) {
        if (between.startsWith(joiner)) {
          between = between.substring(joiner.length()).trim();
          joined = true;
          more = true;
        }
      }
    }
    if (between.isEmpty()) {
      return joined ? 2 : 1;
    }
    return joined && isLabel(between) ? 2 : 0;
  }

  /** Returns whether the text is a variable and an equals sign, as before the next box. */
  private static boolean isLabel(String text) {
    String name = text.endsWith("=") ? text.substring(0, text.length() - 1).trim() : "";
    return !name.isEmpty()
        && name.length() <= 7
        && Character.isLetter(name.charAt(0))
        && name.indexOf(' ') < 0;
  }
}

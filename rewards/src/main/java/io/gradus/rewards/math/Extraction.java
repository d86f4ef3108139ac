package io.gradus.rewards.math;

import io.gradus.rewards.math.expression.Answer;
import io.gradus.rewards.math.expression.Limits;
import io.gradus.rewards.math.policy.AnswerSource;
import io.gradus.rewards.math.policy.MathPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the answer in a completion. Every scan is linear, and there are no regular expressions. */
final class Extraction {
  private static final String[] TURNS = {
    "<|im_end|>", "<|im_start|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "</s>"
  };

  private final MathPolicy policy;

  Extraction(MathPolicy policy) {
    this.policy = policy;
  }

  /** Finds the answer; null if there is none. */
  @Nullable
  Extracted find(String completion) {
    String spoken = spoken(completion);
    if (spoken == null) {
      return null;
    }
    String text = window(spoken);
    for (AnswerSource source : policy.sources()) {
      Extracted found = find(text, source);
      if (found != null) {
        return found;
      }
      // A tag or box that is never closed is not an answer, and no other place is searched instead.
      boolean begun = source == AnswerSource.BOX
          ? Boxes.begins(text)
          : source == AnswerSource.TAG && TagSearch.first(text, "answer>", 0) >= 0;
      if (begun) {
        return null;
      }
    }
    return null;
  }

  /**
   * Cuts out the last {@link Limits#COMPLETION_CHARACTERS} characters, without trailing blanks. If they mark no answer,
   * cuts out a window around the last mark instead, so that no filler behind an answer hides it.
   */
  private String window(String spoken) {
    int to = spoken.length();
    while (to > 0 && spoken.charAt(to - 1) <= ' ') {
      to--;
    }
    int from = to - Limits.COMPLETION_CHARACTERS;
    if (from <= 0) {
      return spoken.substring(0, to);
    }
    int mark = -1;
    for (AnswerSource source : policy.sources()) {
      mark = mark >= 0 ? mark : lastMark(spoken, source, to);
    }
    if (mark < 0 || mark >= from) {
      return spoken.substring(from, to);
    }
    int end = Math.min(to, mark + Limits.COMPLETION_CHARACTERS / 2);
    return spoken.substring(Math.max(0, end - Limits.COMPLETION_CHARACTERS), end);
  }

  /** Finds the start of the last mark of an answer; -1 if there is none. */
  private static int lastMark(String text, AnswerSource source, int to) {
    return switch (source) {
      case TAG -> TagSearch.last(text, "answer>", to);
      case BOX -> Math.max(text.lastIndexOf("\\boxed", to), text.lastIndexOf("\\fbox", to));
      case HASHES -> text.lastIndexOf("####", to);
      default -> -1;
    };
  }

  /** Returns the text after the thinking and before the next turn; null if the thinking never ends. */
  static @Nullable String spoken(String completion) {
    int closed = TagSearch.last(completion, "/think>", completion.length());
    int opened = TagSearch.last(completion, "think>", completion.length());
    if (opened > closed) {
      return null;
    }
    int from = closed < 0 ? 0 : closed + "</think>".length();
    int to = completion.length();
    while (from < to && completion.charAt(from) <= ' ') {
      from++;
    }
    for (String turn : TURNS) {
      int at = completion.indexOf(turn, from + 1);
      to = at > from && at < to ? at : to;
    }
    return completion.substring(from, to);
  }

  /** Calls {@link String#lastIndexOf} only if {@link String#indexOf} finds something, because the latter is faster. */
  static int last(String text, String part) {
    return text.contains(part) ? text.lastIndexOf(part) : -1;
  }

  private @Nullable Extracted find(String text, AnswerSource source) {
    return switch (source) {
      case TAG -> tag(text);
      case BOX -> Boxes.last(text);
      case HASHES -> hashes(text);
      case PHRASE -> Phrases.find(text, policy.decimalComma());
      case FORMULA -> formula(text, policy.sources().contains(AnswerSource.NUMBER));
      case NUMBER -> number(text);
      case CHOICE -> choice(text);
      case WHOLE -> text.isBlank() ? null : Extracted.of(text.trim(), AnswerSource.WHOLE);
    };
  }

  private @Nullable Extracted tag(String text) {
    int last = TagSearch.last(text, "/answer>", text.length());
    int open = last < 0 ? -1 : TagSearch.last(text, "answer>", last);
    if (open < 0) {
      return null;
    }
    int from = open + "<answer>".length();
    String content =
        text.substring(from, TagSearch.first(text, "/answer>", from)).trim();
    Extracted box = Boxes.last(content);
    if (box != null) {
      return new Extracted(box.text(), box.parts(), box.hedged(), AnswerSource.TAG);
    }
    if (Boxes.begins(content)) {
      return null;
    }
    if (policy.sources().contains(AnswerSource.PHRASE) && !Answer.read(content).formula()) {
      Extracted phrase = Phrases.find(content, policy.decimalComma());
      if (phrase != null) {
        return Extracted.of(phrase.text(), AnswerSource.TAG);
      }
    }
    return Extracted.of(content, AnswerSource.TAG);
  }

  private static @Nullable Extracted hashes(String text) {
    int at = last(text, "####");
    if (at < 0) {
      return null;
    }
    int from = at + 4;
    while (from < text.length() && (text.charAt(from) == ' ' || text.charAt(from) == '#')) {
      from++;
    }
    String line = line(text, from);
    if (isHeading(line)) {
      int next = from + line.length();
      while (next < text.length() && (text.charAt(next) <= ' ' || text.charAt(next) == ':')) {
        next++;
      }
      line = line(text, next);
    }
    return line.isEmpty() ? null : Extracted.of(line, AnswerSource.HASHES);
  }

  private static String line(String text, int from) {
    int end = text.indexOf('\n', from);
    return text.substring(from, end < 0 ? text.length() : end).trim();
  }

  /** Returns whether a line such as "#### Answer" is a heading, so that the answer is on the next line. */
  private static boolean isHeading(String line) {
    String title = line.endsWith(":") ? line.substring(0, line.length() - 1) : line;
    return title.equalsIgnoreCase("answer") || title.equalsIgnoreCase("final answer");
  }

  /** Finds the last formula; null if a number follows it and numbers count too. */
  private @Nullable Extracted formula(String text, boolean numbers) {
    if (text.length() <= 400 && !beginsWithProse(text)) {
      String whole = policy.decimalComma() ? Numerals.decimalPoint(text) : text;
      if (Answer.read(whole).formula()) {
        return Extracted.of(whole.trim(), AnswerSource.FORMULA);
      }
    }
    if (Spans.isWhole(text)) {
      return Extracted.of(text.trim(), AnswerSource.FORMULA);
    }
    Spans.Span span = Spans.lastFormula(text);
    if (span == null) {
      return null;
    }
    if (numbers && Numerals.last(text.substring(span.end()), policy.decimalComma()) != null) {
      return null;
    }
    return Extracted.of(span.content(), AnswerSource.FORMULA);
  }

  /** Returns whether a word of prose comes before the first figure or formula, as in "So, 42". */
  private static boolean beginsWithProse(String text) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Character.isDigit(c) || c == '$' || c == '\\' || c == '=') {
        return false;
      }
      int start = i;
      boolean lower = false;
      while (i < text.length() && Character.isLetter(text.charAt(i))) {
        lower |= Character.isLowerCase(text.charAt(i));
        i++;
      }
      boolean word =
          i - start >= 2 && lower && (i == text.length() || " ,:.".indexOf(text.charAt(i)) >= 0);
      if (word && i < text.length() && !Answer.isTerm(text.substring(start, i))) {
        return true;
      }
      i = Math.max(i, start + 1);
    }
    return false;
  }

  private @Nullable Extracted number(String text) {
    String number = Numerals.last(text, policy.decimalComma());
    return number == null ? null : Extracted.of(number, AnswerSource.NUMBER);
  }

  /** Finds a capital letter by itself: right after a phrase, at the beginning, or else the last one. */
  private static @Nullable Extracted choice(String text) {
    int phrase = Phrases.lastEnd(text);
    int at = phrase < 0 ? -1 : letter(text, phrase, Math.min(text.length(), phrase + 60), true);
    if (at < 0) {
      int start = 0;
      while (start < text.length() && !Character.isLetterOrDigit(text.charAt(start))) {
        start++;
      }
      at = letter(text, start, Math.min(text.length(), start + 1), true);
    }
    if (at < 0) {
      at = letter(text, 0, text.length(), false);
    }
    return at < 0 ? null : Extracted.of(text.substring(at, at + 1), AnswerSource.CHOICE);
  }

  private static int letter(String text, int from, int to, boolean first) {
    int found = -1;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean alone = c >= 'A'
          && c <= 'J'
          && c != 'I'
          && (i == 0 || !isAsciiAlphanumeric(text.charAt(i - 1)))
          && (i + 1 == text.length() || !isAsciiAlphanumeric(text.charAt(i + 1)));
      // "A" before a word is an article, except at the very beginning.
      if (alone && first) {
        return i;
      }
      found = alone ? i : found;
    }
    return found;
  }

  private static boolean isAsciiAlphanumeric(char c) {
    return c < 0x80 && Character.isLetterOrDigit(c);
  }

  /** Finds the gold answer in a data set's text: in a box, after hashes, or the text itself. */
  static String gold(String text) {
    Extracted box = text.contains("\\boxed") || text.contains("\\fbox") ? Boxes.last(text) : null;
    if (box != null) {
      return box.whole();
    }
    Extracted hashes = text.contains("####") ? hashes(text) : null;
    return hashes == null ? text : hashes.text();
  }

  /** Finds the gold answer in a text that may need the same extraction as a completion. */
  String goldText(String text) {
    String gold = gold(text);
    if (!gold.equals(text) || Answer.read(gold).formula()) {
      return gold;
    }
    int open = text.indexOf("\\boxed{");
    if (open >= 0) {
      return text.substring(open + "\\boxed{".length());
    }
    for (AnswerSource source :
        List.of(AnswerSource.CHOICE, AnswerSource.FORMULA, AnswerSource.NUMBER)) {
      Extracted found = policy.sources().contains(source) ? find(text, source) : null;
      if (found != null) {
        return found.text();
      }
    }
    return gold;
  }
}

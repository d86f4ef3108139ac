package io.gradus.core.text;

import io.gradus.core.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** Tables of a {@link CharacterTokenizer}: tokens by code point, special tokens by their first character. */
final class CharacterVocabulary {
  private static final int MISSING = -1;

  private final String[] texts;
  private final Map<String, Integer> tokens = new HashMap<>();
  private final int[] tokenOfCodePoint;
  private final Map<Character, List<Integer>> specialsByFirst = new HashMap<>();

  CharacterVocabulary(String end, List<String> special, String alphabet) {
    List<String> all = new ArrayList<>();
    all.add(end);
    all.addAll(special);
    int specials = all.size();
    tokenOfCodePoint = new int[alphabet.codePoints().max().orElse(0) + 1];
    Arrays.fill(tokenOfCodePoint, MISSING);
    alphabet.codePoints().forEach(c -> {
      tokenOfCodePoint[c] = all.size();
      all.add(Character.toString(c));
    });
    texts = all.toArray(new String[0]);
    for (int token = 0; token < texts.length; token++) {
      tokens.put(texts[token], token);
    }
    IntStream.range(0, specials)
        .boxed()
        .sorted(Comparator.comparing((Integer token) -> texts[token].length()).reversed())
        .forEach(token -> specialsByFirst
            .computeIfAbsent(texts[token].charAt(0), c -> new ArrayList<>())
            .add(token));
  }

  /** Checks a vocabulary and reports all faults at once. */
  static void check(String end, List<String> special, String alphabet) {
    List<String> faults = new ArrayList<>();
    if (alphabet.isEmpty()) {
      faults.add("alphabet: must not be empty");
    }
    Set<Integer> seen = new HashSet<>();
    alphabet.codePoints().forEach(c -> {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        faults.add("alphabet: %s is a lone surrogate, half a character".formatted(name(c)));
      } else if (!seen.add(c)) {
        faults.add("alphabet: %s occurs twice".formatted(name(c)));
      }
    });
    Set<String> specials = new HashSet<>(List.of(end));
    for (String text : special) {
      if (text.isEmpty()) {
        faults.add("special: a special token must not be empty");
      } else if (text.equals(end)) {
        faults.add("special: %s is the end token, which is always present".formatted(end));
      } else if (!specials.add(text)) {
        faults.add("special: %s occurs twice".formatted(text));
      } else if (text.codePointCount(0, text.length()) == 1 && seen.contains(text.codePointAt(0))) {
        faults.add("special: '%s' is in the alphabet too".formatted(text));
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }

  int[] encode(String text) {
    return encode(MarkedText.markup(text));
  }

  int[] encode(MarkedText marked) {
    String text = marked.text();
    int[] encoded = new int[text.length()];
    int count = 0;
    int at = 0;
    while (at < text.length()) {
      int special = marked.isMarkup(at) ? specialAt(text, at) : MISSING;
      if (special != MISSING) {
        encoded[count++] = special;
        at += texts[special].length();
        continue;
      }
      int c = text.codePointAt(at);
      int token = c < tokenOfCodePoint.length ? tokenOfCodePoint[c] : MISSING;
      if (token == MISSING) {
        throw new UserError(
            "the character %s at position %d of the text %s is not in the tokenizer's alphabet: add it to 'alphabet'"
                .formatted(name(c), text.codePointCount(0, at), excerpt(text, at)));
      }
      encoded[count++] = token;
      at += Character.charCount(c);
    }
    return Arrays.copyOf(encoded, count);
  }

  private int specialAt(String text, int at) {
    for (int special : specialsByFirst.getOrDefault(text.charAt(at), List.of())) {
      if (text.startsWith(texts[special], at)) {
        return special;
      }
    }
    return MISSING;
  }

  String decode(int[] encoded) {
    StringBuilder text = new StringBuilder(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] < 0 || encoded[i] >= texts.length) {
        throw new IllegalArgumentException("token %d at position %d is outside the vocabulary of %d"
            .formatted(encoded[i], i, texts.length));
      }
      text.append(texts[encoded[i]]);
    }
    return text.toString();
  }

  int size() {
    return texts.length;
  }

  OptionalInt token(String text) {
    Integer token = tokens.get(text);
    return token == null ? OptionalInt.empty() : OptionalInt.of(token);
  }

  private static String name(int codePoint) {
    boolean visible = Character.isDefined(codePoint)
        && !Character.isISOControl(codePoint)
        && !Character.isWhitespace(codePoint)
        && Character.getType(codePoint) != Character.FORMAT
        && Character.getType(codePoint) != Character.SURROGATE;
    return visible
        ? "'%s' (U+%04X)".formatted(Character.toString(codePoint), codePoint)
        : "U+%04X".formatted(codePoint);
  }

  private static String excerpt(String text, int at) {
    int from = Math.max(0, at - 15);
    int to = Math.min(text.length(), at + 15);
    String part = text.substring(from, to).replaceAll("\\p{Cntrl}", " ");
    return "\"%s%s%s\"".formatted(from > 0 ? "..." : "", part, to < text.length() ? "..." : "");
  }
}

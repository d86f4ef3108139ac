package io.gradus.experiments.benchmark;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A filter and a comparison of lm-evaluation-harness: what of an answer is compared with the target. */
@About("what of an answer is compared with the target, as in lm-evaluation-harness")
public record Extraction(
    @About("regular expression (Python's); its group is the answer. Absent: the whole text")
    Optional<String> regex,

    @Default("false") @About("whether the last match counts in place of the first")
    boolean last,

    @Default("[]") @About("regular expressions removed from answer and target before comparing")
    List<String> ignore,

    @Default("false") @About("whether letters are compared without case")
    boolean ignoreCase) {
  /** Text that is compared if an answer is missing. */
  static final String INVALID = "[invalid]";
  /** With these flags, the point and character classes mean the same as in Python. */
  private static final int FLAGS = Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS;

  public Extraction {
    ignore = List.copyOf(ignore);
    regex.ifPresent(text -> compile("regex", text));
    for (int i = 0; i < ignore.size(); i++) {
      var unused = compile("ignore[" + i + "]", ignore.get(i));
    }
  }

  private static Pattern compile(String key, String regex) {
    try {
      return Pattern.compile(regex, FLAGS);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "%s: is not a regular expression: %s".formatted(key, e.getDescription()), e);
    }
  }

  /** The answer of a text, or {@link #INVALID}. */
  String of(String text) {
    if (regex.isEmpty()) {
      return text;
    }
    List<String> found = new ArrayList<>();
    Matcher matcher = compile("regex", regex.get()).matcher(text);
    while (matcher.find() && (last || found.isEmpty())) {
      if (last) {
        found.clear();
      }
      found.add(group(matcher));
    }
    return found.isEmpty() || found.get(0).isEmpty() ? INVALID : found.get(0).strip();
  }

  /** The first group with a text, or the whole match if the expression has no groups. */
  private static String group(Matcher matcher) {
    if (matcher.groupCount() == 0) {
      return matcher.group();
    }
    for (int i = 1; i <= matcher.groupCount(); i++) {
      String group = matcher.group(i);
      if (group != null && !group.isEmpty()) {
        return group;
      }
    }
    return "";
  }

  /** Compares an answer with the target. */
  boolean matches(String answer, String target) {
    return plain(answer).equals(plain(target));
  }

  private String plain(String text) {
    String plain = text;
    for (String regex : ignore) {
      plain = compile("ignore", regex).matcher(plain).replaceAll("");
    }
    return ignoreCase ? plain.toLowerCase(Locale.ROOT) : plain;
  }
}

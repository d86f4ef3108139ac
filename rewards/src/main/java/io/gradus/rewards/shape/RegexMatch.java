package io.gradus.rewards.shape;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * 1 if a regular expression matches the completion, otherwise 0. RE2/J takes time linear in the text, because it does
 * not backtrack; therefore it has no back-references and no look-around. This reward does not judge the answer.
 *
 * @param pattern {@code (?s)} lets the dot match line ends, {@code (?i)} ignores case
 */
@About("1 if a regular expression (RE2 syntax) matches the completion")
public record RegexMatch(
    @About("regular expression in RE2's syntax: no back-references, no look-around")
    String pattern,

    @Default("false") @About("the expression must match the whole text, not a part")
    boolean whole)
    implements Reward {
  /** Compiled patterns by text. They come from recipes, so there are few. */
  private static final ConcurrentMap<String, Pattern> COMPILED = new ConcurrentHashMap<>();

  /** Largest product of counted repeats. RE2/J expands them, so nested ones would fill the memory. */
  private static final long MAX_REPEATS = 10_000;

  private static final Pattern REPEAT = Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}");

  public RegexMatch {
    long repeats = 1;
    for (Matcher repeat = REPEAT.matcher(pattern); repeat.find() && repeats <= MAX_REPEATS; ) {
      String most =
          repeat.group(2) == null || repeat.group(2).isEmpty() ? repeat.group(1) : repeat.group(2);
      repeats *= most.length() > 5 ? MAX_REPEATS + 1 : Math.max(1, Long.parseLong(most));
    }
    if (repeats > MAX_REPEATS) {
      throw new IllegalArgumentException(
          "pattern: its counted repeats multiply to more than %d".formatted(MAX_REPEATS));
    }
    try {
      COMPILED.computeIfAbsent(pattern, Pattern::compile);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "pattern: is no regular expression of RE2: " + e.getMessage(), e);
    }
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    Pattern compiled = COMPILED.computeIfAbsent(pattern, Pattern::compile);
    boolean matches = whole
        ? compiled.matches(completion.text())
        : compiled.matcher(completion.text()).find();
    return Score.unjudged(
        matches ? 1 : 0, matches ? "the pattern matches" : "the pattern does not match");
  }
}

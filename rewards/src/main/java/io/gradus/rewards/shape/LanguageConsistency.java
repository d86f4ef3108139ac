package io.gradus.rewards.shape;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The share of the words of the chain of thought that are in the target language: R1's language consistency reward
 * (arXiv:2501.12948, section 2.3.2), 1 for a text without words. The chain of thought is the text before the last
 * {@code </think>}, or all of it; code, LaTeX and tags are left out.
 *
 * <p>The paper does not define when a word is in a language. Here, all letters of the word must be in the language's
 * script. If other languages have the same script, the share is multiplied by a second share. The second share counts
 * function words: those of the language, divided by those of the language and of its strongest rival. This needs at
 * least {@value #MIN_HITS} function words.
 */
@About("share of the thinking's words in the target language (R1)")
public record LanguageConsistency(
    @Default("en") @About("ISO 639-1 code: en, de, fr, zh ...")
    String language,

    @About("all or nothing: 1 from this share on, otherwise 0")
    Optional<Double> threshold)
    implements Reward {
  private static final int MIN_HITS = 5;

  public LanguageConsistency {
    if (!Language.KNOWN.containsKey(language)) {
      throw new IllegalArgumentException("language: '%s' is not known; known are %s"
          .formatted(language, String.join(", ", Language.KNOWN.keySet())));
    }
    threshold.ifPresent(share -> {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException("threshold: must be in (0, 1], but is " + share);
      }
    });
  }

  @Override
  public Score score(Problem problem, Completion completion) {
    int thought = completion.text().lastIndexOf(Tags.END_THINK);
    List<String> words =
        Prose.words(thought < 0 ? completion.text() : completion.text().substring(0, thought));
    if (words.isEmpty()) {
      return Score.unjudged(1, "there is no word in any language");
    }
    double share = share(words);
    double value = threshold.map(least -> share >= least ? 1.0 : 0.0).orElse(share);
    return Score.unjudged(
        value, "%.0f %% of %d words are in '%s'".formatted(100 * share, words.size(), language));
  }

  private double share(List<String> words) {
    Language target = Objects.requireNonNull(Language.KNOWN.get(language));
    List<String> inScript =
        words.stream().filter(word -> isWrittenIn(target, word)).toList();
    double share = (double) inScript.size() / words.size();
    long own = inScript.stream().filter(target.stopWords()::contains).count();
    long rival = Language.KNOWN.values().stream()
        .filter(other -> !other.equals(target) && other.sharesAScriptWith(target))
        .mapToLong(other -> inScript.stream()
            .filter(
                word -> other.stopWords().contains(word) && !target.stopWords().contains(word))
            .count())
        .max()
        .orElse(0);
    return own + rival < MIN_HITS ? share : share * own / (own + rival);
  }

  private static boolean isWrittenIn(Language language, String word) {
    return word.codePoints().allMatch(c -> {
      UnicodeScript script = UnicodeScript.of(c);
      return script == UnicodeScript.COMMON
          || script == UnicodeScript.INHERITED
          || language.scripts().contains(script);
    });
  }
}

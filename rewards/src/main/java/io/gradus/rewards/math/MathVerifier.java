package io.gradus.rewards.math;

import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.math.equality.Comparison;
import io.gradus.rewards.math.expression.Answer;
import io.gradus.rewards.math.policy.MathPolicy;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides whether a completion's answer equals the gold answer of a mathematical question.
 *
 * <pre>{@code
 * Score score = MathVerifier.strict().verify("\\frac{1}{2}", "... so it is \\boxed{0.5}.");
 * score.correct();   // true
 * score.extracted(); // 0.5
 * score.why();       // 0.5 equals \frac{1}{2}: exact fractions
 * }</pre>
 *
 * <p>Accepts any text: no input throws, an answer takes at most a few milliseconds, and the same input gives the same
 * verdict. Thread-safe.
 *
 * @param policy what counts as an answer and as equal
 */
public record MathVerifier(MathPolicy policy) {
  private static final int SHOWN = 120;

  /** Verifier with {@link MathPolicy#strict()}, for training. */
  public static MathVerifier strict() {
    return new MathVerifier(MathPolicy.strict());
  }

  /** Verifier with {@link MathPolicy#lenient()}, for evaluation. */
  public static MathVerifier lenient() {
    return new MathVerifier(MathPolicy.lenient());
  }

  /** Extracts the answer of a completion from the places that the math policy lists. */
  public Optional<Extracted> extract(String completion) {
    return Optional.ofNullable(new Extraction(policy).find(completion));
  }

  /**
   * Judges a completion.
   *
   * @param gold the gold answer, or a text with the gold answer in a box or after {@code ####}
   * @return 1 and {@link Verdict#CORRECT}, or 0 and {@link Verdict#WRONG}, {@link Verdict#NO_ANSWER} or {@link
   *     Verdict#UNPARSEABLE}; {@link Verdict#VERIFIER_ERROR} if the gold answer is empty
   */
  public Score verify(String gold, String completion) {
    return guarded(() -> judge(Extraction.gold(gold), completion));
  }

  /** Judges a completion against a gold answer that is extracted from a text in the same way. */
  public Score verifyTexts(String goldText, String completion) {
    return guarded(() -> judge(new Extraction(policy).goldText(goldText), completion));
  }

  /** Compares two final answers. */
  public Score compare(String gold, String answer) {
    return guarded(() -> {
      Answer goldAnswer = Answer.read(gold);
      return goldAnswer.blank() ? emptyGold() : compare(goldAnswer, answer);
    });
  }

  /**
   * Turns a fault of the verifier into a verdict that masks the sample, so that it does not count against the answer.
   */
  private static Score guarded(Supplier<Score> verdict) {
    try {
      return verdict.get();
    } catch (RuntimeException | StackOverflowError fault) {
      return Score.verifierError("the math verifier failed: " + fault);
    }
  }

  /** Explains why a completion cannot be compared with a gold answer; empty if it can. */
  public Optional<String> faultOf(String gold) {
    Answer answer = Answer.read(Extraction.gold(gold));
    if (answer.blank()) {
      return Optional.of("the gold answer is empty");
    }
    if (!answer.formula() && !answer.fault().isEmpty()) {
      return Optional.of(
          "the gold answer '%s' is compared as words: %s".formatted(shown(gold), answer.fault()));
    }
    return Optional.empty();
  }

  private Score judge(String gold, String completion) {
    Answer goldAnswer = Answer.read(gold);
    if (goldAnswer.blank()) {
      return emptyGold();
    }
    Extracted extracted = new Extraction(policy).find(completion);
    if (extracted == null) {
      return Score.of(0, Verdict.NO_ANSWER, "", "no answer in %s".formatted(policy.sources()));
    }
    if (extracted.parts().isEmpty()) {
      return compare(goldAnswer, extracted.text());
    }
    Score all = compare(goldAnswer, extracted.whole());
    if (all.correct()) {
      return all;
    }
    // Adjacent boxes that do not equal the gold list: if "or" joins them, each must be right;
    // otherwise the last one counts.
    Score last = compare(goldAnswer, extracted.text());
    boolean each =
        extracted.parts().stream().allMatch(part -> compare(goldAnswer, part).correct());
    return each || !extracted.hedged() ? last : all;
  }

  private static Score emptyGold() {
    return Score.verifierError("the gold answer is empty");
  }

  private Score compare(Answer gold, String text) {
    Answer answer = Answer.read(text);
    if (answer.blank()) {
      return Score.of(0, Verdict.NO_ANSWER, text, "the answer is empty");
    }
    Comparison comparison = new Comparison(policy);
    boolean equal = comparison.equal(gold, answer);
    if (!equal && gold.formula() && !answer.fault().isEmpty()) {
      String why = "'%s' is no formula: %s".formatted(shown(text), answer.fault());
      return Score.of(0, Verdict.UNPARSEABLE, text, why);
    }
    String why = "%s %s %s: %s"
        .formatted(
            shown(text), equal ? "equals" : "differs from", shown(gold.raw()), comparison.rule());
    return Score.of(equal ? 1 : 0, equal ? Verdict.CORRECT : Verdict.WRONG, text, why);
  }

  private static String shown(String text) {
    String line = text.strip().replace('\n', ' ');
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}

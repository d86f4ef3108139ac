package io.gradus.rewards.math;

import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.math.expression.Answer;
import io.gradus.rewards.math.expression.Cleaning;
import io.gradus.rewards.math.policy.AnswerSource;
import io.gradus.rewards.math.policy.MathPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says how to read the two texts of a published verifier case: the {@code extraction} column of {@code gradus score
 * --preset}.
 */
public enum CaseKind {
  /** Both texts are final answers. */
  ANSWER,
  /** The prediction is a whole completion; the answer is searched in all places. */
  COT,
  /** The prediction is a whole completion whose answer is in a box or an answer tag. */
  COT_BOXED_ONLY,
  /** Both texts contain a formula between delimiters. */
  LATEX,
  /** Both texts contain a number. */
  EXPR,
  /** Both texts contain a formula or a number. */
  MIXED,
  /** Both texts contain the letter of a choice. */
  STRING,
  /** Both texts are prose, compared as words. */
  TEXT,
  /** The gold text must be extracted from the prediction; an empty gold text means that nothing may be extracted. */
  EXTRACT,
  /** The prediction must not be read as a formula. */
  PARSE;

  /** Finds a kind by its name in the file, such as {@code cot-boxed-only}. */
  public static Optional<CaseKind> of(String name) {
    for (CaseKind kind : values()) {
      if (kind.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /**
   * Judges a case.
   *
   * @param policy {@link MathPolicy#lenient()} with the changes that this case asks for
   */
  public Score judge(String gold, String prediction, MathPolicy policy) {
    return switch (this) {
      case ANSWER -> new MathVerifier(policy).compare(gold, prediction);
      case COT -> new MathVerifier(policy).verify(gold, prediction);
      case COT_BOXED_ONLY ->
        new MathVerifier(policy.withSources(MathPolicy.strict().sources()))
            .verify(gold, prediction);
      case LATEX ->
        texts(policy, AnswerSource.BOX, AnswerSource.PHRASE, AnswerSource.FORMULA)
            .verifyTexts(gold, prediction);
      case EXPR ->
        texts(policy.withDecimalComma(true), AnswerSource.PHRASE, AnswerSource.NUMBER)
            .verifyTexts(Numerals.decimalPoint(gold), prediction);
      case MIXED -> new MathVerifier(policy).verifyTexts(gold, prediction);
      case STRING -> string(gold, prediction);
      case TEXT -> text(gold, prediction);
      case EXTRACT -> extraction(gold, prediction, policy);
      case PARSE -> parse(prediction);
    };
  }

  private static MathVerifier texts(MathPolicy policy, AnswerSource... sources) {
    return new MathVerifier(policy.withSources(List.of(sources)));
  }

  private static Score string(String gold, String prediction) {
    MathVerifier verifier = texts(MathPolicy.lenient(), AnswerSource.CHOICE);
    Optional<Extracted> found = verifier.extract(prediction);
    String wanted =
        gold.length() == 1 ? gold : verifier.extract(gold).map(Extracted::text).orElse("");
    if (found.isEmpty() || wanted.isEmpty()) {
      return Score.of(0, Verdict.NO_ANSWER, "", "no choice");
    }
    String letter = found.get().text();
    boolean equal = letter.equalsIgnoreCase(wanted);
    return Score.of(
        equal ? 1 : 0, equal ? Verdict.CORRECT : Verdict.WRONG, letter, "choice against " + wanted);
  }

  private static Score text(String gold, String prediction) {
    MathVerifier verifier = texts(MathPolicy.lenient(), AnswerSource.TAG, AnswerSource.WHOLE);
    String found = verifier.extract(prediction).map(Extracted::text).orElse("");
    boolean equal = !found.isEmpty()
        && Cleaning.words(Cleaning.clean(gold)).equals(Cleaning.words(Cleaning.clean(found)));
    return Score.of(
        equal ? 1 : 0, equal ? Verdict.CORRECT : Verdict.WRONG, found, "words against " + gold);
  }

  private static Score extraction(String gold, String prediction, MathPolicy policy) {
    List<AnswerSource> sources = new ArrayList<>(MathPolicy.lenient().sources());
    sources.add(AnswerSource.CHOICE);
    Optional<Extracted> found = new MathVerifier(policy.withSources(sources)).extract(prediction);
    if (found.isEmpty()) {
      return Score.of(0, Verdict.NO_ANSWER, "", "nothing was extracted");
    }
    String text = found.get().text();
    boolean equal = text.equals(Extraction.gold(gold).trim());
    return Score.of(
        equal ? 1 : 0, equal ? Verdict.CORRECT : Verdict.WRONG, text, "extraction against " + gold);
  }

  private static Score parse(String prediction) {
    Answer answer = Answer.read(prediction);
    return answer.formula()
        ? Score.of(1, Verdict.CORRECT, prediction, "it reads as a formula")
        : Score.of(0, Verdict.UNPARSEABLE, prediction, answer.fault());
  }
}

package io.gradus.experiments.compare;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Locale;

/**
 * Comparison of one score.
 *
 * @param name benchmark and score
 * @param questions number of questions that both answered
 * @param difference second minus first, with its 95 % interval {@code low} to {@code high}
 * @param pValue of this test alone
 * @param adjusted p-value corrected for all rows (Holm)
 * @param smallest smallest difference that these questions show with 80 % power
 * @param censored number of questions on which an answer of one side could not be judged
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Row(
    String name,
    int questions,
    double first,
    double second,
    double difference,
    double low,
    double high,
    int gained,
    int lost,
    double pValue,
    double adjusted,
    double smallest,
    int censored,
    Answer answer) {
  /** Largest corrected p-value that counts as a difference. */
  static final double ERROR_RATE = 0.05;

  /** What can be said about the second side. */
  public enum Answer {
    /** The second side is better. */
    BETTER,
    /** The second side is worse. */
    WORSE,
    /** The questions do not show a difference. */
    CANNOT_TELL;

    static Answer of(double difference, double adjusted) {
      if (adjusted >= ERROR_RATE) {
        return CANNOT_TELL;
      }
      return difference > 0 ? BETTER : WORSE;
    }

    String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  String words() {
    return String.format(
        Locale.ROOT,
        "%s: %s. %.2f %% -> %.2f %% (%+.2f points, 95 %%: %+.2f to %+.2f) on %d questions, %d gained, %d lost, p = %.3g, corrected %.3g%s%s",
        name,
        answer.words(),
        100 * first,
        100 * second,
        100 * difference,
        100 * low,
        100 * high,
        questions,
        gained,
        lost,
        pValue,
        adjusted,
        answer == Answer.CANNOT_TELL
            ? String.format(
                Locale.ROOT, "; a difference of %.1f points would probably show", 100 * smallest)
            : "",
        censored == 0
            ? ""
            : "; %d questions have answers that were not judged".formatted(censored));
  }
}

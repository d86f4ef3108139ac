package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableList;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Quantity;
import io.gradus.rewards.math.expression.Node.Ratio;
import io.gradus.rewards.math.expression.Node.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole answer that is a date or a named time of day: {@code March 5, 2020}, {@code 2020-03-05}, {@code noon}.
 */
final class Calendar {
  private static final ImmutableList<String> MONTHS = ImmutableList.of(
      "january",
      "february",
      "march",
      "april",
      "may",
      "june",
      "july",
      "august",
      "september",
      "october",
      "november",
      "december");
  private static final ImmutableList<String> DAYS = ImmutableList.of(
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
  private static final Pattern SPOKEN =
      Pattern.compile("(\\w+)( minutes?)? (past|after|to|before) (\\w+)(?: o'clock)?");
  private static final int LONGEST = 60;

  private Calendar() {}

  /**
   * Reads a date as normalised words, and noon and midnight as times.
   *
   * @param words the answer in lower case, without articles
   */
  static @Nullable Node read(String words) {
    if (words.length() > LONGEST) {
      return null;
    }
    switch (words) {
      case "noon", "12 noon", "12:00 noon", "midday":
        return time("pm");
      case "midnight", "12 midnight", "12:00 midnight":
        return time("am");
      default:
        Node spoken = spoken(words);
        return spoken != null ? spoken : words.endsWith(" o'clock") ? hour(words) : date(words);
    }
  }

  private static Node time(String half) {
    return new Quantity(
        new Ratio(List.of(Num.of(12), new Num(Num.of(0).value(), -1, 0)), true), half);
  }

  /** Reads {@code 3 o'clock}. */
  private static @Nullable Node hour(String words) {
    int hour = count(words.substring(0, words.indexOf(' ')));
    return hour < 1 || hour > 12 ? null : new Ratio(List.of(Num.of(hour), Num.of(0)), true);
  }

  /** Reads {@code half past 3}, {@code quarter to four} and {@code ten minutes to 4}. {@code 3 to 4} is a ratio. */
  private static @Nullable Node spoken(String words) {
    Matcher time = SPOKEN.matcher(words);
    if (!time.matches()) {
      return null;
    }
    String part = time.group(1);
    boolean past = time.group(3).equals("past") || time.group(3).equals("after");
    boolean named = part.equals("half") || part.equals("quarter");
    int minutes = part.equals("half") ? 30 : part.equals("quarter") ? 15 : count(part);
    int hour = count(time.group(4));
    boolean ratio = !past && !named && time.group(2) == null;
    if (ratio || minutes < 1 || minutes > 59 || hour < 1 || hour > 12) {
      return null;
    }
    int before = hour == 1 ? 12 : hour - 1;
    return new Ratio(
        List.of(Num.of(past ? hour : before), Num.of(past ? minutes : 60 - minutes)), true);
  }

  /** Reads a small number in digits or as a word; 0 if the word is none. */
  private static int count(String word) {
    Integer named = NumberWords.small(word);
    return named == null ? number(word) : named;
  }

  private static @Nullable Node date(String words) {
    List<String> pieces = new ArrayList<>();
    for (String piece : words.split("[ ,./-]+")) {
      if (!piece.isEmpty() && !piece.equals("of") && !piece.equals("on")) {
        pieces.add(piece);
      }
    }
    boolean weekday = pieces.size() > 1 && DAYS.contains(pieces.get(0));
    if (weekday) {
      pieces.remove(0);
    }
    if (pieces.size() == 3 && isIso(words, pieces)) {
      return text(number(pieces.get(0)), number(pieces.get(1)), number(pieces.get(2)));
    }
    int month = 0;
    int day = 0;
    int year = 0;
    for (String piece : pieces) {
      int named = month(piece);
      int number = number(piece);
      if (named > 0 && month == 0) {
        month = named;
      } else if (number > 31 && piece.length() == 4 && year == 0) {
        year = number;
      } else if (number > 0 && number <= 31 && day == 0) {
        day = number;
      } else {
        return null;
      }
    }
    return month > 0 && (day > 0 || year > 0) ? text(year, month, day) : null;
  }

  private static boolean isIso(String words, List<String> pieces) {
    return (words.indexOf('-') == 4 || words.indexOf('/') == 4)
        && pieces.get(0).length() == 4
        && number(pieces.get(0)) > 0
        && number(pieces.get(1)) >= 1
        && number(pieces.get(1)) <= 12
        && pieces.get(1).length() == 2
        && number(pieces.get(2)) >= 1
        && number(pieces.get(2)) <= 31;
  }

  private static Node text(int year, int month, int day) {
    return new Text("date %d-%d-%d".formatted(year, month, day));
  }

  private static int month(String word) {
    for (int i = 0; i < MONTHS.size(); i++) {
      String name = MONTHS.get(i);
      boolean shortened = word.length() >= 3 && word.length() <= 4 && name.startsWith(word);
      if (name.equals(word) || shortened) {
        return i + 1;
      }
    }
    return 0;
  }

  /** Reads the number of a day or a year, {@code 4} or {@code 4th}; 0 if the word is none. */
  private static int number(String word) {
    String ordinal = Ordinals.read(word);
    String digits = ordinal == null ? word : ordinal.substring(0, ordinal.length() - 2);
    boolean number = !digits.isEmpty()
        && digits.length() <= 4
        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Integer.parseInt(digits) : 0;
  }
}

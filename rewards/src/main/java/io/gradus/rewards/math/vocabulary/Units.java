package io.gradus.rewards.math.vocabulary;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Units of measure that occur in answers, and their conversion. */
public final class Units {
  /**
   * A unit in terms of base units.
   *
   * @param factor number of base units in one unit
   * @param dimensions power of each base unit; an unknown word is a base unit of its own
   */
  public record Measure(BigFraction factor, Map<String, Integer> dimensions) {}

  private record Unit(String base, BigFraction factor) {}

  private static final ImmutableMap<String, Unit> KNOWN = known();

  /** Single letters that are units after a number and a space. */
  public static final ImmutableSet<String> LETTERS =
      ImmutableSet.of("m", "g", "s", "L", "l", "h", "N", "J", "W", "V", "K", "C", "F", "A");

  private static final ImmutableSet<String> MONEY = ImmutableSet.of(
      "dollar", "euro", "yuan", "yen", "¥", "sterling", "rupee", "peso", "cad", "aud", "chf");

  private Units() {}

  /** Whether this word is a unit of measure, or begins one. */
  public static boolean isKnown(String word) {
    return KNOWN.containsKey(singular(word))
        || KNOWN.containsKey(word)
        || word.equals("per")
        || word.equals("sq")
        || word.equals("cu");
  }

  /** Returns whether a base unit of {@link Measure#dimensions()} is a unit of measure, not a counted thing. */
  public static boolean isMeasure(String base) {
    return KNOWN.containsKey(base);
  }

  /** Returns whether a base unit is a currency. */
  public static boolean isMoney(String base) {
    return MONEY.contains(base);
  }

  /** Reads the words after a number as a unit. */
  public static Measure of(String words) {
    Map<String, Integer> dimensions = new TreeMap<>();
    BigFraction factor = BigFraction.ONE;
    int sign = 1;
    int nextPower = 1;
    List<String> pieces = pieces(words);
    for (int i = 0; i < pieces.size(); i++) {
      String piece = pieces.get(i);
      switch (piece) {
        case "/", "per" -> {
          sign = -1;
          continue;
        }
        case "square", "sq" -> {
          nextPower = 2;
          continue;
        }
        case "cubic", "cu" -> {
          nextPower = 3;
          continue;
        }
        default -> {
          // This is a unit, which is read below.
        }
      }
      int power = nextPower;
      nextPower = 1;
      if (i + 1 < pieces.size()) {
        String next = pieces.get(i + 1);
        if (next.equals("squared") || next.equals("^2")) {
          power = 2;
          i++;
        } else if (next.equals("cubed") || next.equals("^3")) {
          power = 3;
          i++;
        }
      }
      if (isNeutral(pieces, i) || piece.startsWith("^")) {
        continue;
      }
      if (piece.equals("degree") || piece.equals("degrees")) {
        // "degrees Celsius" is one unit.
        String scale = i + 1 < pieces.size() ? pieces.get(i + 1).toLowerCase(Locale.ROOT) : "";
        if (scale.equals("celsius") || scale.equals("fahrenheit") || scale.length() == 1) {
          continue;
        }
      }
      Unit unit = find(piece);
      String base = unit == null ? singular(piece) : unit.base();
      if (unit != null) {
        BigFraction scale = unit.factor();
        for (int n = 0; n < power; n++) {
          factor = sign > 0 ? factor.multiply(scale) : factor.divide(scale);
        }
      }
      for (String part : base.split(" ")) {
        boolean inverse = part.startsWith("/");
        dimensions.merge(
            inverse ? part.substring(1) : part, (inverse ? -sign : sign) * power, Integer::sum);
      }
    }
    dimensions.values().removeIf(power -> power == 0);
    return new Measure(factor, dimensions);
  }

  /** Returns whether a word is neutral here; "in" means inch at the end and before a power. */
  private static boolean isNeutral(List<String> pieces, int i) {
    String piece = pieces.get(i);
    if (piece.equals("in")) {
      return i + 1 < pieces.size()
          && !pieces.get(i + 1).startsWith("^")
          && !pieces.get(i + 1).equals("/")
          && !pieces.get(i + 1).equals("squared");
    }
    return Lexicon.isNeutral(piece);
  }

  /** Finds the first word that is in no closed list; null if there is none. */
  public static @Nullable String unknown(String words) {
    List<String> pieces = pieces(words);
    for (String piece : pieces) {
      boolean mark = piece.startsWith("^") || piece.equals("/");
      if (!mark && !Lexicon.isKnown(piece) && !LETTERS.contains(piece)) {
        return piece;
      }
    }
    String last = pieces.isEmpty() ? "" : pieces.get(pieces.size() - 1);
    return last.equals("square") || last.equals("cubic") || last.equals("per") ? last : null;
  }

  /** Returns whether the words do not name a particular unit: {@code units}, {@code units^2}. */
  public static boolean isGeneric(String words) {
    for (String piece : pieces(words)) {
      if (!piece.equals("unit")
          && !piece.equals("units")
          && !piece.equals("square")
          && !piece.equals("sq")
          && !piece.equals("cubic")
          && !piece.equals("squared")
          && !piece.equals("cubed")
          && !piece.startsWith("^")) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Unit find(String piece) {
    Unit exact = KNOWN.get(piece);
    return exact != null ? exact : KNOWN.get(singular(piece));
  }

  private static List<String> pieces(String words) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (int i = 0; i <= words.length(); i++) {
      char c = i < words.length() ? words.charAt(i) : ' ';
      if (c == ' ' || c == '/' || c == '^' || c == '-' || c == '.' || c == ',') {
        if (!piece.isEmpty()) {
          pieces.add(piece.toString());
          piece.setLength(0);
        }
        if (c == '/') {
          pieces.add("/");
        } else if (c == '^' && i + 1 < words.length()) {
          pieces.add("^" + words.charAt(i + 1));
          i++;
        }
      } else {
        piece.append(c);
      }
    }
    return pieces;
  }

  static String singular(String word) {
    String lower = word.length() == 1 ? word : word.toLowerCase(Locale.ROOT);
    if (lower.equals("feet")) {
      return "foot";
    }
    if (lower.endsWith("inches")) {
      return "inch";
    }
    if (lower.length() > 3 && lower.endsWith("ies")) {
      return lower.substring(0, lower.length() - 3) + "y";
    }
    if (lower.length() > 2 && lower.endsWith("s") && !lower.endsWith("ss")) {
      return lower.substring(0, lower.length() - 1);
    }
    return lower;
  }

  private static ImmutableMap<String, Unit> known() {
    ImmutableMap.Builder<String, Unit> units = ImmutableMap.builder();
    for (String[] row : new String[][] {
      {"m", "1", "m", "meter", "metre"},
      {"m", "1/10", "dm", "decimeter", "decimetre"},
      {"m", "1/100", "cm", "centimeter", "centimetre"},
      {"m", "1/1000", "mm", "millimeter", "millimetre"},
      {"m", "1000", "km", "kilometer", "kilometre"},
      {"m", "127/5000", "in", "inch"},
      {"m", "381/1250", "ft", "foot"},
      {"m", "1143/1250", "yd", "yard"},
      {"m", "201168/125", "mi", "mile"},
      {"s", "1", "s", "sec", "second"},
      {"s", "1/1000", "ms", "millisecond"},
      {"s", "60", "min", "minute"},
      {"s", "3600", "h", "hr", "hour"},
      {"s", "86400", "day"},
      {"s", "604800", "week", "wk"},
      {"month", "1", "month"},
      {"month", "12", "year", "yr"},
      {"month", "120", "decade"},
      {"month", "1200", "century"},
      {"s", "1209600", "fortnight"},
      {"m", "1/1000000", "micrometer", "micrometre"},
      {"m", "1/1000000000", "nm", "nanometer", "nanometre"},
      {"g", "1", "g", "gram"},
      {"g", "1/1000", "mg", "milligram"},
      {"g", "1000", "kg", "kilogram"},
      {"g", "1000000", "tonne"},
      {"pound", "1", "pound", "lb"},
      {"pound", "1/16", "oz", "ounce"},
      {"pound", "2000", "ton"},
      {"m m m", "1/1000", "L", "l", "liter", "litre"},
      {"m m m", "1/1000000", "ml", "milliliter", "millilitre", "cc"},
      {"m m", "10000", "hectare"},
      {"m m", "316160658/78125", "acre"},
      {"gallon", "1", "gallon", "gal"},
      {"gallon", "1/4", "quart", "qt"},
      {"gallon", "1/8", "pint", "pt"},
      {"gallon", "1/16", "cup"},
      {"gallon", "1/256", "tablespoon", "tbsp"},
      {"gallon", "1/768", "teaspoon", "tsp"},
      {"dollar", "1", "dollar", "usd", "buck"},
      {"dollar", "1/100", "cent", "penny"},
      {"euro", "1", "euro", "eur"},
      {"yuan", "1", "yuan", "rmb", "cny"},
      {"yen", "1", "yen", "jpy"},
      {"¥", "1", "¥"},
      {"peso", "1", "peso"},
      {"cad", "1", "cad"},
      {"aud", "1", "aud"},
      {"chf", "1", "chf"},
      {"sterling", "1", "sterling", "gbp"},
      {"sterling", "1/100", "pence"},
      {"rupee", "1", "rupee", "inr"},
      {"degree", "1", "degree", "deg"},
      {"radian", "1", "radian", "rad"},
      {"m /s", "1397/3125", "mph"},
      {"m /s", "5/18", "kph", "kmh"},
      {"N", "1", "N", "newton"},
      {"J", "1", "J", "joule"},
      {"W", "1", "W", "watt"},
      {"W", "1000", "kw", "kilowatt"},
      {"V", "1", "V", "volt"},
      {"A", "1", "A", "amp", "ampere"},
      {"K", "1", "K", "kelvin"},
      {"C", "1", "C", "celsius"},
      {"F", "1", "F", "fahrenheit"},
      {"hz", "1", "hz", "hertz"},
      {"mol", "1", "mol", "mole"},
      {"percent", "1", "percent", "pct"},
      {"am", "1", "am"},
      {"pm", "1", "pm"},
      {"unit", "1", "unit"},
    }) {
      for (int i = 2; i < row.length; i++) {
        units.put(row[i], new Unit(row[0], BigFraction.parse(row[1])));
      }
    }
    return units.buildOrThrow();
  }
}

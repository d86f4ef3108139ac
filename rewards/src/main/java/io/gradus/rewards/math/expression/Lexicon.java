package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Closed lists of the words that may accompany a value. Every other word makes the answer wrong. */
final class Lexicon {
  /** Words after a value that change nothing: {@code 12 in total}. */
  static final ImmutableSet<String> NEUTRAL = ImmutableSet.of(
      "the",
      "a",
      "an",
      "of",
      "in",
      "total",
      "each",
      "all",
      "altogether",
      "overall",
      "together",
      "combined",
      "exactly",
      "precisely",
      "about",
      "approximately",
      "more",
      "away",
      "left",
      "remaining",
      "extra",
      "additional",
      "different",
      "distinct",
      "unique",
      "possible",
      "available",
      "new",
      "big",
      "small",
      "large",
      "whole",
      "entire",
      "full",
      "red",
      "blue",
      "green",
      "yellow",
      "black",
      "white",
      "brown",
      "pink",
      "purple",
      "gray",
      "grey",
      "golden",
      "silver",
      "wooden",
      "plastic",
      "fresh",
      "us",
      "such",
      "required",
      "needed",
      "ordered",
      "old");

  /** Words that may come before a value together with "is", "are" or a colon: {@code the area is 12}. */
  private static final ImmutableSet<String> LEADS = ImmutableSet.<String>builder()
      .addAll(ImmutableSet.of(
          "the",
          "a",
          "an",
          "of",
          "so",
          "thus",
          "hence",
          "therefore",
          "then",
          "and",
          "we",
          "get",
          "have",
          "obtain",
          "our",
          "my",
          "this",
          "that",
          "there",
          "it",
          "final",
          "correct",
          "answer",
          "answers",
          "result",
          "results",
          "solution",
          "solutions",
          "value",
          "values"))
      .addAll(ImmutableSet.of(
          "area",
          "perimeter",
          "volume",
          "surface",
          "length",
          "width",
          "height",
          "depth",
          "radius",
          "diameter",
          "circumference",
          "distance",
          "speed",
          "rate",
          "time",
          "age",
          "weight",
          "mass",
          "cost",
          "price",
          "profit",
          "amount",
          "number",
          "count",
          "sum",
          "total",
          "product",
          "quotient",
          "remainder",
          "difference",
          "ratio",
          "probability",
          "chance",
          "percentage"))
      .addAll(ImmutableSet.of(
          "average",
          "mean",
          "median",
          "mode",
          "range",
          "variance",
          "slope",
          "intercept",
          "equation",
          "expression",
          "function",
          "polynomial",
          "angle",
          "measure",
          "degree",
          "term",
          "digit",
          "digits",
          "root",
          "roots",
          "zeros",
          "coefficient",
          "constant",
          "determinant",
          "limit"))
      .addAll(ImmutableSet.of(
          "integral",
          "derivative",
          "interval",
          "domain",
          "set",
          "vector",
          "matrix",
          "point",
          "coordinates",
          "minimum",
          "maximum",
          "min",
          "max",
          "minimal",
          "maximal",
          "smallest",
          "largest",
          "least",
          "greatest",
          "highest",
          "lowest",
          "longest",
          "shortest",
          "possible"))
      .addAll(ImmutableSet.of(
          "exact",
          "numerical",
          "required",
          "desired",
          "requested",
          "simplified",
          "positive",
          "integer",
          "integers",
          "real",
          "ways",
          "triangle",
          "square",
          "rectangle",
          "circle",
          "hypotenuse",
          "side",
          "expected",
          "common",
          "prime",
          "new",
          "all",
          "both",
          "option",
          "choice",
          "choices",
          "options",
          "ans",
          "exactly",
          "precisely",
          "about",
          "approximately"))
      .build();

  /** Verbs of a sentence that begins with {@link #LEADS}. */
  private static final ImmutableSet<String> VERBS = ImmutableSet.of(
      "is", "are", "equals", "equal", "be", "get", "have", "obtain", "becomes", "gives");

  /** Words of {@link #LEADS} that need no verb: {@code a total of 12}, {@code so 12}. */
  private static final ImmutableSet<String> BARE_LEADS = ImmutableSet.of(
      "the",
      "a",
      "an",
      "of",
      "so",
      "thus",
      "hence",
      "therefore",
      "total",
      "answer",
      "ans",
      "final",
      "exactly",
      "precisely",
      "about",
      "approximately");

  /** Words that deny or bound a value, or restrict it to some cases; they are never part of a unit. */
  private static final ImmutableSet<String> CHANGING = ImmutableSet.of(
      "if",
      "when",
      "whenever",
      "unless",
      "where",
      "whereas",
      "while",
      "otherwise",
      "else",
      "for",
      "provided",
      "given",
      "assuming",
      "suppose",
      "not",
      "no",
      "never",
      "none",
      "neither",
      "nor",
      "except",
      "but",
      "without",
      "than",
      "less",
      "fewer",
      "below",
      "above",
      "under",
      "over",
      "beyond",
      "beneath",
      "minus",
      "plus",
      "divided",
      "least",
      "most",
      "between",
      "maybe",
      "perhaps",
      "possibly",
      "probably",
      "almost",
      "nearly",
      "does",
      "do",
      "cannot",
      "isn't",
      "is",
      "are",
      "was",
      "were",
      "be",
      "been",
      "squared",
      "cubed",
      "half",
      "twice",
      "double",
      "triple",
      "thrice",
      "percent",
      "wrong",
      "false",
      "incorrect",
      "impossible");

  private static final ImmutableSet<String> CONNECTING =
      ImmutableSet.of("per", "square", "sq", "cubic", "cu", "squared", "cubed", "and", "or");

  /** Units, counters and verbs of other languages that may follow a number. */
  private static final ImmutableSet<String> FOREIGN = ImmutableSet.copyOf(
      ("です 円 個 人 本 枚 冊 回 匹 歳 日 時間 点 입니다 이다 개 명 원 권 살 시간 元 美元 个 米 厘米 毫米 千米 公里 千克 公斤 克 吨 升"
              + " 毫升 小时 分钟 分 秒 天 年 月 周 岁 次 种 只 颗 块 张 件 页 名 位 辆 条 支 瓶 箱 杯 棵 朵 头 家 座 度 平方米"
              + " 平方厘米 立方米 立方厘米 平方千米 euros dólares pesos horas minutos segundos días años personas metros"
              + " heures jours ans personnes mètres stunden tage jahre meter personen часов рублей метров")
          .split(" "));

  private static final ImmutableSet<String> COUNTED = counted();

  /** Names of currencies that may come before the amount. */
  private static final ImmutableMap<String, String> CODES = ImmutableMap.<String, String>builder()
      .put("USD", "usd")
      .put("US", "us")
      .put("EUR", "eur")
      .put("GBP", "gbp")
      .put("INR", "inr")
      .put("RMB", "rmb")
      .put("CNY", "cny")
      .put("JPY", "jpy")
      .put("CAD", "cad")
      .put("AUD", "aud")
      .put("CHF", "chf")
      .buildOrThrow();

  private Lexicon() {}

  static boolean isLead(String word) {
    return LEADS.contains(word.toLowerCase(Locale.ROOT));
  }

  static boolean isVerb(String word) {
    return VERBS.contains(word.toLowerCase(Locale.ROOT));
  }

  static boolean isBareLead(String word) {
    return BARE_LEADS.contains(word.toLowerCase(Locale.ROOT));
  }

  static boolean isChanging(String word) {
    return CHANGING.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Returns the unit of a currency code; null for other words. */
  static @Nullable String currency(String word) {
    return CODES.get(word);
  }

  /** Returns whether a word may follow a value if the gold answer does not have it. */
  static boolean isKnown(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return NEUTRAL.contains(lower)
        || CONNECTING.contains(lower)
        || COUNTED.contains(lower)
        || COUNTED.contains(Units.singular(lower))
        || FOREIGN.contains(lower)
        || Units.isKnown(word)
        || Units.isKnown(lower);
  }

  /** Returns whether two or three letters in a row are a word and no product of variables. */
  static boolean isShortWord(String letters) {
    return SHORT.contains(letters) || CODES.containsKey(letters) || COUNTED.contains(letters);
  }

  private static final ImmutableSet<String> SHORT = ImmutableSet.of(
      "is", "are", "the", "for", "all", "any", "as", "by", "was", "has", "of", "if", "not", "but",
      "per", "no", "an", "it", "so", "we", "be", "in", "out", "one", "two", "six", "ten", "new",
      "red", "big", "old", "us", "get", "our", "sum", "age", "set");

  private static ImmutableSet<String> counted() {
    String name = "counted.txt";
    try (InputStream in = Objects.requireNonNull(Lexicon.class.getResourceAsStream(name), name)) {
      ImmutableSet.Builder<String> words = ImmutableSet.builder();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> words.add(line.split(" ")));
      return words.build();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}

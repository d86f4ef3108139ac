package io.gradus.rewards.math.expression;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** Converts mathematical characters of Unicode to LaTeX. */
final class Typography {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
  private static final String FRACTIONS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞";
  private static final String[] FRACTION_VALUES = {
    "12", "13", "23", "14", "34", "15", "25", "35", "45", "16", "56", "18", "38", "58", "78"
  };

  private Typography() {}

  /** Returns the LaTeX of a character; null if it has none. */
  static @Nullable String latex(int point) {
    int fraction = FRACTIONS.indexOf(point);
    if (fraction >= 0) {
      String digits = FRACTION_VALUES[fraction];
      return "\\frac{" + digits.charAt(0) + "}{" + digits.charAt(1) + "}";
    }
    int greek = GREEK_LETTERS.indexOf(point);
    if (greek >= 0) {
      return "\\" + GREEK_NAMES[greek] + " ";
    }
    return sign(point);
  }

  /** Returns the digits of a Roman or circled number in one character; null for other characters. */
  static @Nullable String number(int point, int type) {
    boolean roman = (point >= 0x2160 && point <= 0x216B) || (point >= 0x2170 && point <= 0x217B);
    if (roman) {
      return Integer.toString(point % 16 + 1);
    }
    String plain = type == Character.OTHER_NUMBER
        ? Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKC)
        : "";
    boolean digits = !plain.isEmpty() && plain.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? plain : null;
  }

  /** Returns whether the character is a raised or lowered digit or sign. */
  static boolean isScript(int point) {
    return raised(point) != 0 || SUBSCRIPTS.indexOf(point) >= 0;
  }

  /** Writes a run of raised or lowered digits as one script and returns its end. */
  static int script(String text, int from, StringBuilder out) {
    boolean up = raised(text.charAt(from)) != 0;
    out.append(up ? "^{" : "_{");
    int i = from;
    while (i < text.length() && isScript(text.charAt(i)) && (raised(text.charAt(i)) != 0) == up) {
      char c = text.charAt(i);
      out.append(up ? raised(c) : (char) ('0' + SUBSCRIPTS.indexOf(c)));
      i++;
    }
    out.append('}');
    return i;
  }

  private static char raised(int point) {
    int digit = SUPERSCRIPTS.indexOf(point);
    if (digit >= 0) {
      return (char) ('0' + digit);
    }
    return switch (point) {
      case '⁻' -> '-';
      case '⁺' -> '+';
      case '⁽' -> '(';
      case '⁾' -> ')';
      case 'ⁿ' -> 'n';
      case 'ⁱ' -> 'i';
      case 'ᵏ' -> 'k';
      case 'ᵐ' -> 'm';
      case 'ˣ' -> 'x';
      case 'ʸ' -> 'y';
      default -> 0;
    };
  }

  private static final String GREEK_LETTERS = "αβγδεζηθικλμνξορστυφχψω";
  private static final String[] GREEK_NAMES = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "o", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"
  };

  /** Returns the LaTeX of a sign; null if it has none. */
  private static @Nullable String sign(int point) {
    switch (point) {
      case '−', '–', '—', '‐', '‑', '﹣':
        return "-";
      case '×', '·', '⋅', '∙', '∗', '•', '✕':
        return "*";
      case '÷', '⁄', '∕':
        return "/";
      case '±':
        return "±";
      case '∓':
        return "∓";
      case '≤', '⩽', '≦':
        return "\\le ";
      case '≥', '⩾', '≧':
        return "\\ge ";
      case '≠':
        return "\\ne ";
      case '≈', '≅', '≃':
        return "\\approx ";
      case '≡':
        return "\\equiv ";
      case '∈':
        return "\\in ";
      case '∪':
        return "\\cup ";
      case '∩':
        return "\\cap ";
      case '∖':
        return "\\setminus ";
      case '∞':
        return "\\infty ";
      case 'π':
        return "\\pi ";
      case '…', '⋯':
        return "...";
      case '√':
        return "\\sqrt ";
      case '∛':
        return "\\sqrt[3]";
      case '∜':
        return "\\sqrt[4]";
      case '°', '˚', 'º':
        return "^\\circ ";
      case '∅', 'Ø', '⌀':
        return "\\emptyset ";
      case '⟨', '〈':
        return "⟨";
      case '⟩', '〉':
        return "⟩";
      case '⌊':
        return "\\lfloor ";
      case '⌋':
        return "\\rfloor ";
      case '⌈':
        return "\\lceil ";
      case '⌉':
        return "\\rceil ";
      case '‖', '∥':
        return "‖";
      case '∣', '｜':
        return "|";
      case '′', '’':
        return "'";
      case '∑':
        return "\\sum ";
      case '∏':
        return "\\prod ";
      case '∫':
        return "\\int ";
      case '∠':
        return "\\angle ";
      case '→':
        return "\\to ";
      case '⇒':
        return "\\Rightarrow ";
      case '、', '，', '،', '٬':
        return ",";
      case '٫':
        return ".";
      case '٪':
        return "\\%";
      case '“', '”', '„', '‟', '«', '»', '「', '」', '『', '』', '＂', '〝', '〞':
        return "\"";
      case '‘', '‚', '‛', '‹', '›':
        return "'";
      case '⅐':
        return "\\frac{1}{7}";
      case '⅑':
        return "\\frac{1}{9}";
      case '⅒':
        return "\\frac{1}{10}";
      case '；':
        return ";";
      case '：', '∶':
        return ":";
      case '【':
        return "[";
      case '】':
        return "]";
      case 'ℝ':
        return "\\mathbb{R}";
      case 'ℤ':
        return "\\mathbb{Z}";
      case 'ℚ':
        return "\\mathbb{Q}";
      case 'ℕ':
        return "\\mathbb{N}";
      case 'ℂ':
        return "\\mathbb{C}";
      case 'ⅈ':
        return "i";
      case '∨':
        return "\\or ";
      case '∧':
        return "\\and ";
      default:
        return null;
    }
  }
}

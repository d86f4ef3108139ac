package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Percent;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer that is one number in Chinese characters: {@code 二十三}, {@code 三分之二}, {@code 百分之五}. */
final class ChineseNumerals {
  private static final String DIGITS = "零一二三四五六七八九";
  private static final String FORMAL = "〇壹贰叁肆伍陆柒捌玖";
  private static final String TRADITIONAL = "〇壹貳參肆伍陸柒捌玖";
  private static final int LONGEST = 24;

  private ChineseNumerals() {}

  /** Reads the number; null if the text is not such a number. */
  static @Nullable Node read(String text) {
    if (text.isEmpty() || text.length() > LONGEST || text.charAt(0) < 0x3000) {
      return null;
    }
    if (text.charAt(0) == '负' || text.charAt(0) == '負') {
      Node positive = read(text.substring(1));
      return positive == null ? null : new Neg(positive);
    }
    int parts = text.indexOf("分之");
    if (parts > 0) {
      Node over = whole(text.substring(parts + 2));
      if (over == null) {
        return null;
      }
      if (text.startsWith("百分之")) {
        return new Percent(over);
      }
      Node under = whole(text.substring(0, parts));
      return under == null ? null : new Div(over, under);
    }
    return whole(text);
  }

  private static @Nullable Node whole(String text) {
    long total = 0;
    long section = 0;
    long digit = -1;
    boolean units = false;
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int value = digit(c);
      if (value >= 0) {
        if (digit > 0 && units) {
          return null;
        }
        digit = value;
        plain.append(value);
        continue;
      }
      int unit = unit(c);
      long large = c == '万' || c == '萬' ? 10_000 : c == '亿' || c == '億' ? 100_000_000 : 0;
      if (unit == 0 && large == 0) {
        return null;
      }
      units = true;
      if (unit > 0) {
        section += (digit < 0 ? 1 : digit) * unit;
      } else {
        total += (section + Math.max(0, digit)) * large;
        section = 0;
      }
      digit = -1;
    }
    if (!units) {
      return plain.isEmpty() ? null : Numbers.parse(plain.toString());
    }
    return Num.of(total + section + Math.max(0, digit));
  }

  private static int digit(char c) {
    if (c == '两' || c == '兩') {
      return 2;
    }
    int plain = DIGITS.indexOf(c);
    int formal = plain >= 0 ? plain : FORMAL.indexOf(c);
    return formal >= 0 ? formal : TRADITIONAL.indexOf(c);
  }

  private static int unit(char c) {
    return switch (c) {
      case '十', '拾' -> 10;
      case '百', '佰' -> 100;
      case '千', '仟' -> 1000;
      default -> 0;
    };
  }
}

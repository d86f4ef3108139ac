package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Quantity;
import io.gradus.rewards.math.expression.Node.Ratio;
import java.math.BigInteger;
import java.util.List;

/** Compares times of day, with "a.m." or "p.m." or in 24 hours. */
final class Times {
  private static final int NONE = -1;

  private Times() {}

  /** Returns whether the unit of a quantity is a half of the day. */
  static boolean isHalf(Quantity quantity) {
    return quantity.unit().equals("am") || quantity.unit().equals("pm");
  }

  /** Returns whether both are the same time. A time such as 3:30 without "a.m." or "p.m." agrees with both. */
  static boolean same(Node gold, Node prediction) {
    int g = seconds(gold);
    int p = seconds(prediction);
    if (g == NONE || p == NONE) {
      return false;
    }
    int half = 12 * 3600;
    boolean open = isOpen(gold) != isOpen(prediction)
        && (gold instanceof Quantity || prediction instanceof Quantity);
    return open ? g % half == p % half : g == p;
  }

  /** Returns whether a node can be a time of day: it has a half of the day or a colon. */
  static boolean isTime(Node node) {
    return seconds(node) != NONE;
  }

  private static boolean isOpen(Node node) {
    if (!(node instanceof Ratio time)) {
      return false;
    }
    int hour = whole(time.parts().get(0));
    return hour >= 1 && hour <= 12;
  }

  private static int seconds(Node node) {
    boolean half = node instanceof Quantity quantity && isHalf(quantity);
    Node value = half ? ((Quantity) node).value() : node;
    if (!half && !(value instanceof Ratio)) {
      return NONE;
    }
    List<Node> parts = value instanceof Ratio ratio ? ratio.parts() : List.of(value);
    if (parts.size() > 3) {
      return NONE;
    }
    int hour = whole(parts.get(0));
    int minute = parts.size() > 1 ? whole(parts.get(1)) : 0;
    int second = parts.size() > 2 ? whole(parts.get(2)) : 0;
    // Minutes below ten have a leading zero; otherwise this is a ratio.
    boolean ratio = value instanceof Ratio written && !written.clock() && minute < 10;
    boolean valid = !ratio
        && hour >= (half ? 1 : 0)
        && hour <= (half ? 12 : 24)
        && minute >= 0
        && minute < 60
        && second >= 0
        && second < 60;
    if (!valid) {
      return NONE;
    }
    int from = half ? hour % 12 + (((Quantity) node).unit().equals("pm") ? 12 : 0) : hour % 24;
    return from * 3600 + minute * 60 + second;
  }

  private static int whole(Node node) {
    boolean small = node instanceof Num num
        && !num.decimal()
        && num.value().getDenominator().equals(BigInteger.ONE)
        && num.value().getNumerator().bitLength() < 10;
    return small ? ((Num) node).value().intValue() : NONE;
  }
}

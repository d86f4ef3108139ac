package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Set of real numbers as separate intervals in order; a point is an interval of length 0.
 *
 * @param segments the intervals; none touches the next
 * @param variable the variable in the condition that defines the set, or null
 */
record Region(List<Segment> segments, @Nullable String variable) {

  /**
   * End of an interval.
   *
   * @param node the end as a formula, or null at infinity
   */
  record Edge(@Nullable Node node, double value, boolean closed) {}

  record Segment(Edge low, Edge high) {}

  static final Edge MINUS_INFINITY = new Edge(null, Double.NEGATIVE_INFINITY, false);
  static final Edge PLUS_INFINITY = new Edge(null, Double.POSITIVE_INFINITY, false);
  private static final double TOUCH = 1e-12;

  static Region of(@Nullable String variable, List<Segment> unordered) {
    List<Segment> sorted = new ArrayList<>();
    for (Segment segment : unordered) {
      if (!isEmpty(segment)) {
        sorted.add(segment);
      }
    }
    sorted.sort(Comparator.<Segment>comparingDouble(s -> s.low().value())
        .thenComparing(s -> s.low().closed() ? 0 : 1));
    List<Segment> merged = new ArrayList<>();
    for (Segment segment : sorted) {
      Segment last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && joins(last.high(), segment.low())) {
        merged.set(merged.size() - 1, new Segment(last.low(), later(last.high(), segment.high())));
      } else {
        merged.add(segment);
      }
    }
    return new Region(List.copyOf(merged), variable);
  }

  static Region reals(@Nullable String variable) {
    return new Region(List.of(new Segment(MINUS_INFINITY, PLUS_INFINITY)), variable);
  }

  private static boolean isEmpty(Segment segment) {
    Edge low = segment.low();
    Edge high = segment.high();
    boolean same = same(low.value(), high.value());
    return same ? !(low.closed() && high.closed()) : low.value() > high.value();
  }

  private static boolean same(double a, double b) {
    boolean finite = !Double.isInfinite(a) && !Double.isInfinite(b);
    return a == b || (finite && Math.abs(a - b) <= TOUCH * Math.max(Math.abs(a), Math.abs(b)));
  }

  private static boolean joins(Edge high, Edge low) {
    return same(high.value(), low.value())
        ? high.closed() || low.closed()
        : low.value() < high.value();
  }

  private static Edge later(Edge a, Edge b) {
    if (same(a.value(), b.value())) {
      return a.closed() ? a : b;
    }
    return a.value() > b.value() ? a : b;
  }

  Region union(Region other) {
    List<Segment> all = new ArrayList<>(segments);
    all.addAll(other.segments);
    return of(common(other), all);
  }

  Region intersection(Region other) {
    List<Segment> all = new ArrayList<>();
    for (Segment a : segments) {
      for (Segment b : other.segments) {
        all.add(new Segment(inner(a.low(), b.low(), true), inner(a.high(), b.high(), false)));
      }
    }
    return of(common(other), all);
  }

  private static Edge inner(Edge a, Edge b, boolean low) {
    if (same(a.value(), b.value())) {
      return a.closed() ? b : a;
    }
    return a.value() > b.value() == low ? a : b;
  }

  Region minus(Region other) {
    return intersection(other.complement());
  }

  Region complement() {
    List<Segment> gaps = new ArrayList<>();
    Edge from = MINUS_INFINITY;
    for (Segment segment : segments) {
      Edge low = segment.low();
      if (low.node() != null) {
        gaps.add(new Segment(from, new Edge(low.node(), low.value(), !low.closed())));
      }
      Edge high = segment.high();
      if (high.node() == null) {
        return of(variable, gaps);
      }
      from = new Edge(high.node(), high.value(), !high.closed());
    }
    gaps.add(new Segment(from, PLUS_INFINITY));
    return of(variable, gaps);
  }

  private @Nullable String common(Region other) {
    return variable == null ? other.variable : variable;
  }

  boolean isEmpty() {
    return segments.isEmpty();
  }

  /** Returns whether both are the same set; their ends are compared as formulas. */
  boolean same(Region prediction, Scalars scalars) {
    if (variable != null && prediction.variable != null && !variable.equals(prediction.variable)) {
      return false;
    }
    if (segments.size() != prediction.segments.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      Segment a = segments.get(i);
      Segment b = prediction.segments.get(i);
      if (!same(a.low(), b.low(), scalars) || !same(a.high(), b.high(), scalars)) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Edge gold, Edge prediction, Scalars scalars) {
    if (gold.node() == null || prediction.node() == null) {
      return gold.value() == prediction.value();
    }
    return gold.closed() == prediction.closed() && scalars.equal(gold.node(), prediction.node());
  }
}

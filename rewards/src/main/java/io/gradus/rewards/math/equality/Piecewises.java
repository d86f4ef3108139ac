package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.equality.Region.Edge;
import io.gradus.rewards.math.equality.Region.Segment;
import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.Piecewise;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares functions that are defined piece by piece: on every interval between two bounds of either function, and at
 * every bound. Conditions that are not intervals are compared as they are written.
 */
final class Piecewises {
  private static final int MOST_PIECES = 20;
  private static final String OTHERWISE = "otherwise";

  private final Comparison comparison;
  private final Scalars scalars;

  Piecewises(Comparison comparison, Scalars scalars) {
    this.comparison = comparison;
    this.scalars = scalars;
  }

  boolean equal(Piecewise gold, Piecewise prediction) {
    if (gold.values().size() > MOST_PIECES || prediction.values().size() > MOST_PIECES) {
      return comparison.decided("too many pieces", false);
    }
    List<Region> g = regions(gold);
    List<Region> p = g == null ? null : regions(prediction);
    if (g == null || p == null) {
      return comparison.decided("piece by piece", byCondition(gold, prediction));
    }
    return comparison.decided("piece by piece", byInterval(gold, g, prediction, p));
  }

  // ------------------------------------------------------------------------------------------------- intervals

  /** Computes where each piece holds; earlier pieces take precedence. Null if a condition is no set of real numbers. */
  private static @Nullable List<Region> regions(Piecewise function) {
    List<Region> regions = new ArrayList<>();
    Region rest = Region.reals(null);
    for (Node condition : function.conditions()) {
      Region stated = condition instanceof Named named && named.name().equals(OTHERWISE)
          ? rest
          : Regions.of(point(condition));
      if (stated == null) {
        return null;
      }
      regions.add(stated.intersection(rest));
      rest = rest.minus(stated);
    }
    return regions;
  }

  /** Reads {@code x = 3} as {@code 3 <= x <= 3}. */
  private static Node point(Node condition) {
    boolean equation = condition instanceof Chain chain
        && chain.relations().equals(List.of("="))
        && chain.members().get(0) instanceof Sym;
    if (!equation) {
      return condition;
    }
    List<Node> members = ((Chain) condition).members();
    return new Chain(List.of(members.get(1), members.get(0), members.get(1)), List.of("<=", "<="));
  }

  private boolean byInterval(Piecewise gold, List<Region> g, Piecewise prediction, List<Region> p) {
    Set<String> variables = new HashSet<>();
    TreeMap<Double, Node> bounds = new TreeMap<>();
    for (List<Region> regions : List.of(g, p)) {
      for (Region region : regions) {
        if (region.variable() != null) {
          variables.add(region.variable());
        }
        for (Segment segment : region.segments()) {
          add(segment.low(), bounds);
          add(segment.high(), bounds);
        }
      }
    }
    if (variables.size() > 1) {
      return false;
    }
    String variable = variables.isEmpty() ? "x" : variables.iterator().next();
    double before = Double.NEGATIVE_INFINITY;
    for (var bound : bounds.entrySet()) {
      double between =
          before == Double.NEGATIVE_INFINITY ? bound.getKey() - 1 : (before + bound.getKey()) / 2;
      Node there = Trees.substitute(at(gold, g, bound.getKey()), variable, bound.getValue());
      Node here = Trees.substitute(at(prediction, p, bound.getKey()), variable, bound.getValue());
      if (!same(at(gold, g, between), at(prediction, p, between)) || !same(there, here)) {
        return false;
      }
      before = bound.getKey();
    }
    double last = before == Double.NEGATIVE_INFINITY ? 0 : before + 1;
    return same(at(gold, g, last), at(prediction, p, last));
  }

  private static void add(Edge edge, Map<Double, Node> bounds) {
    if (edge.node() != null) {
      bounds.put(edge.value(), edge.node());
    }
  }

  /** Finds the formula that holds at a number. */
  private static Node at(Piecewise function, List<Region> regions, double x) {
    for (int i = 0; i < regions.size(); i++) {
      for (Segment segment : regions.get(i).segments()) {
        boolean above = x > segment.low().value()
            || (x == segment.low().value() && segment.low().closed());
        boolean below = x < segment.high().value()
            || (x == segment.high().value() && segment.high().closed());
        if (above && below) {
          return function.values().get(i);
        }
      }
    }
    return new Named("undefined");
  }

  private boolean same(Node gold, Node prediction) {
    if (gold instanceof Named || prediction instanceof Named) {
      return gold.equals(prediction);
    }
    return scalars.equal(gold, prediction);
  }

  // ------------------------------------------------------------------------------------------------- words

  private boolean byCondition(Piecewise gold, Piecewise prediction) {
    List<Node> g = spelled(gold.conditions());
    List<Node> p = spelled(prediction.conditions());
    if (g.size() != p.size()) {
      return false;
    }
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < g.size(); i++) {
      int partner = -1;
      for (int j = 0; j < p.size() && partner < 0; j++) {
        partner = !taken.contains(j) && comparison.match(g.get(i), p.get(j)) ? j : -1;
      }
      if (partner < 0
          || !comparison.match(gold.values().get(i), prediction.values().get(partner))) {
        return false;
      }
      taken.add(partner);
    }
    return true;
  }

  /** Spells out "otherwise": after "n even" it means "n odd", and the other way round. */
  private static List<Node> spelled(List<Node> conditions) {
    if (conditions.size() != 2 || !conditions.get(1).equals(new Named(OTHERWISE))) {
      return conditions;
    }
    String first = conditions.get(0) instanceof Named named ? named.name() : "";
    String other = first.endsWith(" even")
        ? first.replace(" even", " odd")
        : first.endsWith(" odd") ? first.replace(" odd", " even") : OTHERWISE;
    return List.of(conditions.get(0), new Named(other));
  }
}

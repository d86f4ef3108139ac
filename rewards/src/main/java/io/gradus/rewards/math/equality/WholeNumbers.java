package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.equality.Region.Segment;
import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.SetOperation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares sets of whole numbers: {@code \{x \in \mathbb{Z} : 0 < x < 4\}} is not an interval, but the list {@code 1,
 * 2, 3}.
 */
final class WholeNumbers {
  /** Range of whole numbers; its ends may be infinite. */
  record Span(double low, double high) {}

  private WholeNumbers() {}

  /** Returns whether the node states that its numbers are whole. */
  static boolean isSaid(Node node) {
    return node instanceof SetOperation operation
        && isMeet(operation)
        && (domain(operation.left()) != null || domain(operation.right()) != null);
  }

  /** Returns whether both are the same set of whole numbers. */
  static boolean same(Node gold, Node prediction) {
    List<Span> g = of(gold);
    List<Span> p = g == null ? null : of(prediction);
    return g != null && g.equals(p);
  }

  private static boolean isMeet(SetOperation operation) {
    return operation.operation().equals("intersection")
        || operation.operation().equals("conditions");
  }

  /** Reads {@code integers} or {@code naturals} from that set or from a membership in it; null for other nodes. */
  private static @Nullable String domain(Node node) {
    Node set = node instanceof Chain chain && chain.relations().equals(List.of("in"))
        ? chain.members().get(1)
        : node;
    boolean whole = set instanceof Named named
        && (named.name().startsWith("integers") || named.name().startsWith("naturals"));
    return whole ? ((Named) set).name() : null;
  }

  private static @Nullable List<Span> of(Node node) {
    if (!isSaid(node)) {
      Region points = Regions.of(node);
      return points == null || !isWholePoints(points)
          ? null
          : spans(points, Double.NEGATIVE_INFINITY);
    }
    SetOperation operation = (SetOperation) node;
    String left = domain(operation.left());
    String domain = left == null ? String.valueOf(domain(operation.right())) : left;
    Region region = Regions.of(left == null ? operation.left() : operation.right());
    if (region == null) {
      return null;
    }
    boolean positive = domain.endsWith("+");
    return spans(
        region, positive ? 1 : domain.startsWith("naturals") ? 0 : Double.NEGATIVE_INFINITY);
  }

  private static boolean isWholePoints(Region region) {
    for (Segment segment : region.segments()) {
      double low = segment.low().value();
      if (low != segment.high().value() || low != Math.rint(low)) {
        return false;
      }
    }
    return true;
  }

  /** Lists the whole numbers of a region from a least one on; adjacent ranges are joined. */
  private static List<Span> spans(Region region, double least) {
    List<Span> spans = new ArrayList<>();
    for (Segment segment : region.segments()) {
      double low = Math.ceil(segment.low().value());
      double high = Math.floor(segment.high().value());
      low += low == segment.low().value() && !segment.low().closed() ? 1 : 0;
      high -= high == segment.high().value() && !segment.high().closed() ? 1 : 0;
      low = Math.max(low, least);
      if (low > high) {
        continue;
      }
      Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      if (last != null && low <= last.high() + 1) {
        spans.set(spans.size() - 1, new Span(last.low(), Math.max(last.high(), high)));
      } else {
        spans.add(new Span(low, high));
      }
    }
    return spans;
  }
}

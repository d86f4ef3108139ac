package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Limits;
import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Apply;
import io.gradus.rewards.math.expression.Node.Braced;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Constant;
import io.gradus.rewards.math.expression.Node.Degrees;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Percent;
import io.gradus.rewards.math.expression.Node.Pow;
import io.gradus.rewards.math.expression.Node.Series;
import io.gradus.rewards.math.expression.Node.Sym;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Evaluates a tree in a domain with a limited number of steps; null if it has no value there. */
final class Evaluator<T> {
  private static final BigFraction HUNDRED = BigFraction.of(100);

  /** Functions that are not evaluated, only distinguished. */
  private static final String FORMAL = "int lim derivative sum prod norm";

  private final Arithmetic<T> arithmetic;
  private final @Nullable Evaluator<BigFraction> exact;
  private final Map<String, T> bound = new HashMap<>();
  private final IdentityHashMap<Node, Optional<T>> known = new IdentityHashMap<>();
  private int steps = Limits.STEPS;

  Evaluator(Arithmetic<T> arithmetic, @Nullable Evaluator<BigFraction> exact) {
    this.arithmetic = arithmetic;
    this.exact = exact;
  }

  /** Evaluator of constants that evaluates each call and each power of a tree once. */
  static Evaluator<BigFraction> exact() {
    return new Evaluator<>(new Fractions(), null);
  }

  /** Resets the number of steps for another tree. */
  Evaluator<T> refreshed() {
    steps = Limits.STEPS;
    return this;
  }

  @Nullable
  T evaluate(Node node) {
    if (exact != null || !(node instanceof Call || node instanceof Pow) || !bound.isEmpty()) {
      return value(node);
    }
    Optional<T> before = known.get(node);
    if (before == null) {
      before = Optional.ofNullable(value(node));
      known.put(node, before);
    }
    return before.orElse(null);
  }

  private @Nullable T value(Node node) {
    if (--steps < 0) {
      return null;
    }
    if (node instanceof Num num) {
      return arithmetic.number(num.value());
    } else if (node instanceof Sym sym) {
      T value = bound.get(sym.name());
      return value != null ? value : arithmetic.symbol(sym.name());
    } else if (node instanceof Constant constant) {
      return arithmetic.constant(constant);
    } else if (node instanceof Neg neg) {
      return times(arithmetic.number(BigFraction.of(-1)), evaluate(neg.of()));
    } else if (node instanceof Add add) {
      T sum = null;
      for (Node term : add.terms()) {
        T value = evaluate(term);
        if (value == null) {
          return null;
        }
        sum = sum == null ? value : arithmetic.add(sum, value);
        if (sum == null) {
          return null;
        }
      }
      return sum;
    } else if (node instanceof Mul mul) {
      T product = null;
      for (Node factor : mul.factors()) {
        T value = evaluate(factor);
        product = product == null ? value : times(product, value);
        if (product == null) {
          return null;
        }
      }
      return product;
    } else if (node instanceof Div div) {
      T over = evaluate(div.over());
      T under = over == null ? null : evaluate(div.under());
      return over == null || under == null ? null : arithmetic.divide(over, under);
    } else if (node instanceof Pow pow) {
      return power(pow);
    } else if (node instanceof Percent percent) {
      T value = evaluate(percent.of());
      T hundred = arithmetic.number(HUNDRED);
      return value == null || hundred == null ? null : arithmetic.divide(value, hundred);
    } else if (node instanceof Degrees degrees) {
      return evaluate(degrees.of());
    } else if (node instanceof Call call) {
      return call(call);
    } else if (node instanceof Apply apply) {
      return apply(apply);
    } else if (node instanceof Series series) {
      return series(series);
    } else if (node instanceof Braced braced && braced.items().size() == 1) {
      return evaluate(braced.items().get(0));
    } else if (node instanceof Listing listing && listing.items().size() == 1) {
      return evaluate(listing.items().get(0));
    } else if (node instanceof Named named) {
      return named.name().equals("nothing") ? arithmetic.opaque("nothing", List.of()) : null;
    }
    return null;
  }

  private @Nullable T times(@Nullable T a, @Nullable T b) {
    return a == null || b == null ? null : arithmetic.multiply(a, b);
  }

  private @Nullable BigFraction exactly(Node node) {
    if (exact == null) {
      // This is the exact evaluator itself.
      return evaluate(node) instanceof BigFraction fraction ? fraction : null;
    }
    return --steps < 0 ? null : exact.evaluate(node);
  }

  private @Nullable T power(Pow pow) {
    T base = evaluate(pow.base());
    if (base == null) {
      return null;
    }
    BigFraction exponent = exactly(pow.exponent());
    if (exponent != null) {
      return arithmetic.power(base, exponent);
    }
    T general = evaluate(pow.exponent());
    return general == null ? null : arithmetic.powerOf(base, general);
  }

  private @Nullable T call(Call call) {
    if (exact != null) {
      BigFraction value = exactly(call);
      if (value != null) {
        return arithmetic.number(value);
      }
    }
    boolean formal = FORMAL.contains(call.function());
    List<T> arguments = all(call.arguments(), formal);
    if (arguments == null) {
      return null;
    }
    return formal
        ? arithmetic.opaque(call.function(), arguments)
        : arithmetic.call(call.function(), arguments);
  }

  private @Nullable List<T> all(List<Node> nodes, boolean formal) {
    List<T> values = new ArrayList<>(nodes.size());
    for (Node node : nodes) {
      T value = formal ? formally(node) : evaluate(node);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return values;
  }

  /** Returns a bound of an integral or a limit, which may be infinite. */
  private @Nullable T formally(Node node) {
    if (node == Constant.INFINITY) {
      return arithmetic.opaque("infinity", List.of());
    }
    boolean negative = node instanceof Neg neg && neg.of() == Constant.INFINITY;
    return negative ? arithmetic.opaque("-infinity", List.of()) : evaluate(node);
  }

  private @Nullable T apply(Apply apply) {
    List<T> arguments = all(apply.arguments(), false);
    return arguments == null ? null : arithmetic.opaque(apply.name(), arguments);
  }

  private @Nullable T series(Series series) {
    BigFraction from = exactly(series.from());
    BigFraction to = exactly(series.to());
    boolean product = series.operation().equals("prod");
    if (from != null && to != null && isSmall(from, to)) {
      T result = arithmetic.number(product ? BigFraction.ONE : BigFraction.ZERO);
      for (BigInteger k = from.getNumerator();
          k.compareTo(to.getNumerator()) <= 0 && result != null; ) {
        T index = arithmetic.number(BigFraction.of(k));
        T value = index == null ? null : within(series.variable(), index, series.body());
        result = value == null
            ? null
            : product ? arithmetic.multiply(result, value) : arithmetic.add(result, value);
        k = k.add(BigInteger.ONE);
      }
      return result;
    }
    // A formal sum. Two such sums are equal if their bounds are equal, and their terms at a random
    // index.
    T index = arithmetic.symbol("index of a series");
    T term = index == null ? null : within(series.variable(), index, series.body());
    T low = evaluate(series.from());
    T high = formally(series.to());
    return term == null || low == null || high == null
        ? null
        : arithmetic.opaque(series.operation(), List.of(low, high, term));
  }

  private static boolean isSmall(BigFraction from, BigFraction to) {
    return from.getDenominator().equals(BigInteger.ONE)
        && to.getDenominator().equals(BigInteger.ONE)
        && to.getNumerator().subtract(from.getNumerator()).bitLength() < 32
        && to.getNumerator().subtract(from.getNumerator()).intValue() < Limits.SERIES_TERMS;
  }

  private @Nullable T within(String variable, T value, Node body) {
    T outer = bound.put(variable, value);
    T result = evaluate(body);
    if (outer == null) {
      bound.remove(variable);
    } else {
      bound.put(variable, outer);
    }
    return result;
  }
}

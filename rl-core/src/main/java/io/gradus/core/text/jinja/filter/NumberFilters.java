package io.gradus.core.text.jinja.filter;

import io.gradus.core.text.jinja.value.Arguments.Bound;
import io.gradus.core.text.jinja.value.Budget;
import io.gradus.core.text.jinja.value.Python;
import io.gradus.core.text.jinja.value.Representation;
import io.gradus.core.text.jinja.value.TemplateError;
import io.gradus.core.text.jinja.value.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The filters that make numbers. */
final class NumberFilters {
  private NumberFilters() {}

  static Object integer(Object value, Bound arguments) {
    try {
      if (value instanceof String s) {
        arguments.arguments().budget().spend(s.length());
        String plain = Text.strip(s, true, true);
        return plain.matches("[-+]?\\d+")
            ? Long.parseLong(plain, (int) arguments.integer("base", 10))
            : (Object) (long) Double.parseDouble(plain);
      }
      return Python.isReal(value) ? (long) (double) (Double) value : Python.integer(value);
    } catch (NumberFormatException | ClassCastException e) {
      return arguments.get("default", 0L);
    }
  }

  static Object real(Object value, Bound arguments) {
    try {
      if (value instanceof String s) {
        arguments.arguments().budget().spend(s.length());
        return Double.parseDouble(Text.strip(s, true, true));
      }
      return Python.real(value, "float");
    } catch (NumberFormatException | TemplateError e) {
      return arguments.get("default", 0.0);
    }
  }

  static Object absolute(Object value) {
    double real = Math.abs(Python.real(value, "abs"));
    return Python.isReal(value) ? (Object) real : (Object) Math.abs(Python.integer(value));
  }

  /**
   * Rounds like Jinja on Python 3. The usual method leaves an integer unchanged. It rounds the exact binary value of a
   * float, halves to even. {@code ceil} and {@code floor} always give a float.
   */
  static Object round(Object value, Bound arguments) {
    double real = Python.real(value, "round");
    long precision = arguments.integer("precision", 0);
    Budget budget = arguments.arguments().budget();
    budget.spend(Representation.REAL);
    String method = Representation.text(arguments.get("method", "common"), budget);
    if (method.equals("ceil") || method.equals("floor")) {
      double scale = Math.pow(10, (double) precision);
      double scaled = real * scale;
      return (method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled)) / scale;
    }
    if (!method.equals("common")) {
      throw new TemplateError("method must be common, ceil or floor");
    }
    if (!Python.isReal(value)) {
      long whole = Python.integer(value);
      return precision >= 0
          ? whole
          : precision < -19
              ? 0L
              : BigDecimal.valueOf(whole)
                  .setScale((int) precision, RoundingMode.HALF_EVEN)
                  .longValueExact();
    }
    if (!Double.isFinite(real) || precision > 400) {
      return real;
    }
    return precision < -400
        ? Math.copySign(0.0, real)
        : Math.copySign(
            new BigDecimal(real)
                .setScale((int) precision, RoundingMode.HALF_EVEN)
                .doubleValue(),
            real);
  }
}

package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.value.Arguments;
import io.gradus.core.text.jinja.value.Budget;
import io.gradus.core.text.jinja.value.Callable;
import io.gradus.core.text.jinja.value.Namespace;
import io.gradus.core.text.jinja.value.None;
import io.gradus.core.text.jinja.value.Python;
import io.gradus.core.text.jinja.value.TemplateError;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A parsed chat template. It renders like Python's Jinja in the environment of {@code transformers}. Nothing can be
 * changed from inside the template. {@code trim_blocks} and {@code lstrip_blocks} are on. Loop controls, {@code
 * raise_exception} and {@code strftime_now} exist; {@code tojson} does not escape HTML. {@code generation} tags only
 * mark text.
 *
 * <p>A template sees strings, numbers, lists, dicts and the functions of this package, never an object of Java, a file
 * or the clock. Reading and rendering are bounded: a template that loops, calls itself or makes text without end is an
 * error after about a second at most.
 */
public final class JinjaTemplate {
  /** Largest number of characters of a template. The longest template that we know has 20,000. */
  private static final int MAX_SOURCE = 1_000_000;

  /**
   * Largest amount of work of one rendering. A chat of a hundred messages in the costliest known template takes under
   * 500,000.
   */
  private static final long MAX_WORK = 5_000_000;

  private final Statement body;

  private JinjaTemplate(Statement body) {
    this.body = body;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateError with the line, if the source is not a template
   */
  public static JinjaTemplate parse(String source) {
    if (source.length() > MAX_SOURCE) {
      throw new TemplateError(
          "a template of %,d characters: more than %,d".formatted(source.length(), MAX_SOURCE));
    }
    return new JinjaTemplate(Parser.parse(source));
  }

  /**
   * Renders the template.
   *
   * @param variables variables by name: strings, numbers, booleans, and lists and maps of them; null is None
   * @param now returns the result of {@code strftime_now} for a format
   * @throws TemplateError if the template raises an error, fails, or exceeds its budget
   */
  public String render(Map<String, ?> variables, UnaryOperator<String> now) {
    Budget budget = new Budget(MAX_WORK);
    Scope globals = new Scope(budget);
    globals(globals::set, now);
    Scope scope = globals.inner();
    variables.forEach(
        (name, value) -> scope.set(name, value == null ? None.NONE : Python.value(value)));
    Output out = new Output(budget);
    try {
      body.render(scope.inner(), out);
    } catch (StackOverflowError e) {
      throw new TemplateError("the template is nested too deeply");
    } catch (ArithmeticException e) {
      throw new TemplateError("a number is too large");
    } catch (IllegalArgumentException e) {
      throw new TemplateError("values of several kinds cannot be sorted: " + e.getMessage());
    }
    return out.text();
  }

  private interface Names {
    void set(String name, Object value);
  }

  private static void globals(Names names, UnaryOperator<String> now) {
    Map<String, Callable> functions = new HashMap<>();
    functions.put("raise_exception", a -> {
      throw new TemplateError(
          "the template says: " + a.as("raise_exception", "message").text("message"));
    });
    functions.put("strftime_now", a -> {
      String format = a.as("strftime_now", "format").text("format");
      a.budget().make(format.length());
      return now.apply(format);
    });
    functions.put("range", Ranges::range);
    functions.put("namespace", a -> {
      Namespace namespace = new Namespace();
      fill(a, namespace::set);
      return namespace;
    });
    functions.put("dict", a -> {
      Map<Object, Object> map = new LinkedHashMap<>();
      fill(a, map::put);
      return map;
    });
    functions.forEach(names::set);
  }

  private static void fill(Arguments arguments, Names names) {
    for (Object more : arguments.positional()) {
      if (!(more instanceof Map<?, ?> map)) {
        throw new TemplateError("namespace and dict want dicts or named values");
      }
      arguments.budget().make(map.size());
      map.forEach((k, v) -> names.set(k.toString(), v));
    }
    arguments.named().forEach(names::set);
  }
}

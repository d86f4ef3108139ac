package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.Expressions.Call;
import io.gradus.core.text.jinja.value.Arguments;
import io.gradus.core.text.jinja.value.Callable;
import io.gradus.core.text.jinja.value.Namespace;
import io.gradus.core.text.jinja.value.Python;
import io.gradus.core.text.jinja.value.Representation;
import io.gradus.core.text.jinja.value.TemplateError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of statements. */
final class Statements {
  private Statements() {}

  record Body(List<Statement> statements) implements Statement {
    @Override
    public Flow render(Scope scope, Output out) {
      for (Statement statement : statements) {
        scope.budget.spend(1);
        Flow flow = statement.render(scope, out);
        if (flow != Flow.NEXT) {
          return flow;
        }
      }
      return Flow.NEXT;
    }
  }

  record Data(String text) implements Statement {
    @Override
    public Flow render(Scope scope, Output out) {
      out.write(text);
      return Flow.NEXT;
    }
  }

  record Print(Expression value, int line) implements Statement {
    @Override
    public Flow render(Scope scope, Output out) {
      try {
        out.write(Representation.text(value.evaluate(scope), scope.budget));
      } catch (TemplateError e) {
        throw e.at(line);
      }
      return Flow.NEXT;
    }
  }

  record If(Expression condition, Statement then, Statement otherwise, int line)
      implements Statement {
    @Override
    public Flow render(Scope scope, Output out) {
      boolean holds;
      try {
        holds = Python.truth(condition.evaluate(scope));
      } catch (TemplateError e) {
        throw e.at(line);
      }
      return holds ? then.render(scope, out) : otherwise.render(scope, out);
    }
  }

  /** A loop; names that are set inside it are forgotten after each item. */
  record For(
      List<String> targets,
      Expression iterable,
      Optional<Expression> condition,
      boolean recursive,
      Statement body,
      Statement otherwise,
      int line)
      implements Statement {

    @Override
    public Flow render(Scope scope, Output out) {
      try {
        run(iterable.evaluate(scope), scope, out, 0);
      } catch (TemplateError e) {
        throw e.at(line);
      }
      return Flow.NEXT;
    }

    private void run(Object over, Scope scope, Output out, int depth) {
      List<Object> items = Python.items(over, scope.budget);
      if (condition.isPresent()) {
        List<Object> kept = new ArrayList<>();
        for (Object item : items) {
          Scope inner = scope.inner();
          unpack(targets, item, inner);
          if (Python.truth(condition.get().evaluate(inner))) {
            kept.add(item);
          }
        }
        items = kept;
      }
      LoopState loop = new LoopState(items, depth, again -> recurse(again, scope, depth));
      for (Object item : items) {
        Scope inner = scope.inner();
        inner.set("loop", loop);
        unpack(targets, item, inner);
        if (body.render(inner, out) == Flow.BREAK) {
          break;
        }
        loop.index++;
      }
      if (items.isEmpty()) {
        otherwise.render(scope.inner(), out);
      }
    }

    private String recurse(Object over, Scope scope, int depth) {
      if (!recursive) {
        throw new TemplateError("the loop must be marked 'recursive' to be called");
      }
      scope.budget.enter();
      Output out = new Output(scope.budget);
      run(over, scope, out, depth + 1);
      scope.budget.leave();
      return out.text();
    }
  }

  private static void unpack(List<String> targets, Object value, Scope scope) {
    if (targets.size() == 1) {
      scope.set(targets.get(0), value);
      return;
    }
    List<Object> parts = Python.items(value, scope.budget);
    if (parts.size() != targets.size()) {
      throw new TemplateError(
          "cannot unpack %d values into %d names".formatted(parts.size(), targets.size()));
    }
    for (int i = 0; i < parts.size(); i++) {
      scope.set(targets.get(i), parts.get(i));
    }
  }

  record Set(List<String> targets, Expression value, int line) implements Statement {
    @Override
    public Flow render(Scope scope, Output out) {
      try {
        unpack(targets, value.evaluate(scope), scope);
      } catch (TemplateError e) {
        throw e.at(line);
      }
      return Flow.NEXT;
    }
  }

  record SetAttribute(String object, String attribute, Expression value, int line)
      implements Statement {
    @Override
    public Flow render(Scope scope, Output out) {
      try {
        if (!(scope.get(object) instanceof Namespace namespace)) {
          throw new TemplateError(
              "cannot assign attribute on '%s': it is no namespace".formatted(object));
        }
        namespace.set(attribute, value.evaluate(scope));
      } catch (TemplateError e) {
        throw e.at(line);
      }
      return Flow.NEXT;
    }
  }

  /** {@code set x} ... {@code endset}; the expression of the value refers to the text by the name {@link #CAPTURED}. */
  record Capture(String name, Expression value, Statement body) implements Statement {
    static final String CAPTURED = " captured";

    @Override
    public Flow render(Scope scope, Output out) {
      Scope inner = scope.inner();
      Output captured = new Output(scope.budget);
      body.render(inner, captured);
      inner.set(CAPTURED, captured.text());
      scope.set(name, value.evaluate(inner));
      return Flow.NEXT;
    }
  }

  /** {@code filter x} ... {@code endfilter}. */
  record Filtering(Expression value, Statement body, int line) implements Statement {
    @Override
    public Flow render(Scope scope, Output out) {
      Scope inner = scope.inner();
      Output captured = new Output(scope.budget);
      body.render(inner, captured);
      inner.set(Capture.CAPTURED, captured.text());
      return new Print(value, line).render(inner, out);
    }
  }

  record With(List<String> names, List<Expression> values, Statement body) implements Statement {
    @Override
    public Flow render(Scope scope, Output out) {
      Scope inner = scope.inner();
      for (int i = 0; i < names.size(); i++) {
        inner.set(names.get(i), values.get(i).evaluate(scope));
      }
      return body.render(inner, out);
    }
  }

  record Definition(
      String name, List<String> parameters, Map<String, Expression> defaults, Statement body)
      implements Statement {

    Macro macro(Scope scope) {
      return new Macro(name, parameters, defaults, body, scope);
    }

    @Override
    public Flow render(Scope scope, Output out) {
      scope.set(name, macro(scope));
      return Flow.NEXT;
    }
  }

  /** {@code call f(x)} ... {@code endcall}: the body becomes the function's {@code caller}. */
  record CallBlock(Expression function, Call call, Definition caller, int line)
      implements Statement {
    @Override
    public Flow render(Scope scope, Output out) {
      Arguments arguments = call.arguments(scope);
      arguments.named().put("caller", caller.macro(scope));
      try {
        if (!(function.evaluate(scope) instanceof Callable callable)) {
          throw new TemplateError("'call' wants something that can be called");
        }
        out.write(Representation.text(callable.call(arguments), scope.budget));
      } catch (TemplateError e) {
        throw e.at(line);
      }
      return Flow.NEXT;
    }
  }
}

package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.filter.Filter;
import io.gradus.core.text.jinja.filter.Test;
import io.gradus.core.text.jinja.value.Arguments;
import io.gradus.core.text.jinja.value.Callable;
import io.gradus.core.text.jinja.value.Members;
import io.gradus.core.text.jinja.value.Python;
import io.gradus.core.text.jinja.value.Representation;
import io.gradus.core.text.jinja.value.TemplateError;
import io.gradus.core.text.jinja.value.Tuple;
import io.gradus.core.text.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of expressions that are not operators. */
final class Expressions {
  private Expressions() {}

  record Literal(Object value) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return value;
    }
  }

  record Name(String name) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.budget.spend(1);
      return scope.get(name);
    }
  }

  /** {@code a.b}: a method or attribute first, then an item. */
  record Attribute(Expression object, String name) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.budget.spend(1);
      Object value = object.evaluate(scope);
      return Members.attribute(value, name)
          .or(() -> Members.item(value, name, scope.budget))
          .orElseGet(() -> Members.missing(value, name));
    }
  }

  /** {@code a[b]}: an item first, then a method or attribute. */
  record Item(Expression object, Expression key) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.budget.spend(1);
      Object value = object.evaluate(scope);
      Object at = key.evaluate(scope);
      return Members.item(value, at, scope.budget)
          .or(() -> at instanceof String name ? Members.attribute(value, name) : Optional.empty())
          .orElseGet(() -> Members.missing(value, Representation.text(at, scope.budget)));
    }
  }

  /** {@code a[from:to:step]}; a part that is left out is the literal None. */
  record Slice(Expression object, Expression from, Expression to, Expression step)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return Members.slice(
          object.evaluate(scope),
          from.evaluate(scope),
          to.evaluate(scope),
          step.evaluate(scope),
          scope.budget);
    }
  }

  record ListOf(List<Expression> items) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.budget.spend(items.size() + 1);
      return evaluated(items, scope);
    }
  }

  record TupleOf(List<Expression> items) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.budget.spend(items.size() + 1);
      return new Tuple(evaluated(items, scope));
    }
  }

  record DictOf(List<Expression> keys, List<Expression> values) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.budget.spend(keys.size() + 1);
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        map.put(Python.key(keys.get(i).evaluate(scope)), values.get(i).evaluate(scope));
      }
      return map;
    }
  }

  /** {@code a if b else c}. */
  record Conditional(Expression then, Expression condition, Expression otherwise)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.budget.spend(1);
      return Python.truth(condition.evaluate(scope))
          ? then.evaluate(scope)
          : otherwise.evaluate(scope);
    }
  }

  /** The arguments of a call, as written in the source. */
  record Call(
      List<Expression> positional,
      Map<String, Expression> named,
      Optional<Expression> morePositional,
      Optional<Expression> moreNamed) {

    static final Call EMPTY = new Call(List.of(), Map.of(), Optional.empty(), Optional.empty());

    Arguments arguments(Scope scope) {
      List<Object> values = new ArrayList<>(evaluated(positional, scope));
      morePositional.ifPresent(e -> values.addAll(Python.items(e.evaluate(scope), scope.budget)));
      Map<String, Object> byName = new LinkedHashMap<>();
      named.forEach((name, e) -> byName.put(name, e.evaluate(scope)));
      moreNamed.map(e -> e.evaluate(scope)).ifPresent(more -> {
        if (!(more instanceof Map<?, ?> map)) {
          throw new TemplateError("** wants a dict, not " + Python.typeName(more));
        }
        map.forEach((k, v) -> byName.put(k.toString(), v));
      });
      scope.budget.spend(values.size() + byName.size() + 1L);
      return new Arguments(values, byName, scope.budget);
    }
  }

  record Invocation(Expression function, Call call, int line) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object callee = function.evaluate(scope);
      try {
        if (callee instanceof Callable callable) {
          return callable.call(call.arguments(scope));
        }
        throw callee instanceof Undefined u
            ? u.error()
            : new TemplateError("'%s' object is not callable".formatted(Python.typeName(callee)));
      } catch (TemplateError e) {
        throw e.at(line);
      }
    }
  }

  /** {@code a | filter(...)}. */
  record Filtered(Expression input, Filter filter, Call call, int line) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object value = input.evaluate(scope);
      try {
        return filter.apply(value, call.arguments(scope));
      } catch (TemplateError e) {
        throw e.at(line);
      }
    }
  }

  /** {@code a is test(...)}. */
  record Tested(Expression input, Test test, Call call, int line) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object value = input.evaluate(scope);
      try {
        return test.holds(value, call.arguments(scope));
      } catch (TemplateError e) {
        throw e.at(line);
      }
    }
  }

  private static List<Object> evaluated(List<Expression> expressions, Scope scope) {
    List<Object> values = new ArrayList<>(expressions.size());
    expressions.forEach(e -> values.add(e.evaluate(scope)));
    return values;
  }
}

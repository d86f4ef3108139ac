package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.Expressions.Call;
import io.gradus.core.text.jinja.Statement.Flow;
import io.gradus.core.text.jinja.Token.Kind;
import io.gradus.core.text.jinja.value.TemplateError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a template: text, prints and tags. */
final class Parser {
  private static final Statement EMPTY = new Statements.Body(List.of());
  private static final Set<String> OTHER_FILES =
      Set.of("include", "import", "from", "extends", "block");

  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int loops;

  private Parser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  static Statement parse(String source) {
    return new Parser(new TokenStream(Lexer.tokens(source))).body(Set.of());
  }

  /** Reads statements up to a tag with one of these names, or up to the end. The tag itself is not read. */
  private Statement body(Set<String> ends) {
    List<Statement> statements = new ArrayList<>();
    int begin = tokens.current().line();
    tokens.enter();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case END -> {
          if (!ends.isEmpty()) {
            throw new TemplateError(
                "no '%s' before the end of the template".formatted(String.join("' or '", ends)),
                begin);
          }
          tokens.leave();
          return new Statements.Body(statements);
        }
        case DATA -> statements.add(new Statements.Data(token.text()));
        case PRINT_BEGIN -> {
          statements.add(new Statements.Print(expressions.tuple(true), token.line()));
          tokens.expect(Kind.PRINT_END);
        }
        default -> {
          if (tokens.current().kind() == Kind.NAME
              && ends.contains(tokens.current().text())) {
            tokens.leave();
            return new Statements.Body(statements);
          }
          statements.add(tag(token.line()));
        }
      }
    }
  }

  private Statement tag(int line) {
    Token name = tokens.expect(Kind.NAME);
    return switch (name.text()) {
      case "if" -> branch(line);
      case "for" -> loop(line);
      case "set" -> set(line);
      case "macro" -> macro();
      case "call" -> call(line);
      case "filter" -> filter(line);
      case "with" -> with();
      case "generation" -> wrapped("endgeneration");
      case "break" -> jump(Flow.BREAK, name);
      case "continue" -> jump(Flow.CONTINUE, name);
      default ->
        throw new TemplateError(
            OTHER_FILES.contains(name.text())
                ? "'%s' is refused: a chat template must not read other templates"
                    .formatted(name.text())
                : "there is no tag '%s'".formatted(name.text()),
            name.line());
    };
  }

  private Statement jump(Flow flow, Token name) {
    if (loops == 0) {
      throw new TemplateError("'%s' outside a loop".formatted(name.text()), name.line());
    }
    tokens.expect(Kind.TAG_END);
    return (scope, out) -> flow;
  }

  private Statement wrapped(String end) {
    tokens.expect(Kind.TAG_END);
    Statement body = body(Set.of(end));
    close(end);
    return body;
  }

  private void close(String end) {
    tokens.expectName(end);
    tokens.expect(Kind.TAG_END);
  }

  private Statement branch(int line) {
    Expression condition = expressions.tuple(false);
    tokens.expect(Kind.TAG_END);
    Statement then = body(Set.of("elif", "else", "endif"));
    Token next = tokens.next();
    Statement otherwise = EMPTY;
    if (next.text().equals("elif")) {
      tokens.enter();
      otherwise = branch(next.line());
      tokens.leave();
      return new Statements.If(condition, then, otherwise, line);
    }
    tokens.expect(Kind.TAG_END);
    if (next.text().equals("else")) {
      otherwise = body(Set.of("endif"));
      close("endif");
    }
    return new Statements.If(condition, then, otherwise, line);
  }

  private List<String> targets() {
    List<String> names = new ArrayList<>();
    boolean brackets = tokens.skipOperator("(");
    do {
      names.add(tokens.expect(Kind.NAME).text());
    } while (tokens.skipOperator(",")
        && tokens.current().kind() == Kind.NAME
        && !tokens.isName("in"));
    if (brackets) {
      tokens.expectOperator(")");
    }
    return names;
  }

  private Statement loop(int line) {
    List<String> targets = targets();
    tokens.expectName("in");
    Expression iterable = expressions.tuple(false);
    Optional<Expression> condition =
        tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    boolean recursive = tokens.skipName("recursive");
    tokens.expect(Kind.TAG_END);
    loops++;
    Statement body = body(Set.of("endfor", "else"));
    loops--;
    Statement otherwise = EMPTY;
    if (tokens.skipName("else")) {
      tokens.expect(Kind.TAG_END);
      otherwise = body(Set.of("endfor"));
    }
    close("endfor");
    return new Statements.For(targets, iterable, condition, recursive, body, otherwise, line);
  }

  private Statement set(int line) {
    if (tokens.current().kind() == Kind.NAME && tokens.ahead().is(Kind.OPERATOR, ".")) {
      String object = tokens.next().text();
      tokens.next();
      String attribute = tokens.expect(Kind.NAME).text();
      tokens.expectOperator("=");
      Expression value = expressions.tuple(true);
      tokens.expect(Kind.TAG_END);
      return new Statements.SetAttribute(object, attribute, value, line);
    }
    List<String> targets = targets();
    if (tokens.skipOperator("=")) {
      Expression value = expressions.tuple(true);
      tokens.expect(Kind.TAG_END);
      return new Statements.Set(targets, value, line);
    }
    Expression value = expressions.filters(new Expressions.Name(Statements.Capture.CAPTURED));
    tokens.expect(Kind.TAG_END);
    Statement body = body(Set.of("endset"));
    close("endset");
    return new Statements.Capture(targets.get(0), value, body);
  }

  private Statement filter(int line) {
    Expression value =
        expressions.filters(expressions.filter(new Expressions.Name(Statements.Capture.CAPTURED)));
    return new Statements.Filtering(value, wrapped("endfilter"), line);
  }

  private Statement with() {
    List<String> names = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (tokens.current().kind() != Kind.TAG_END) {
      if (!names.isEmpty()) {
        tokens.expectOperator(",");
      }
      names.add(tokens.expect(Kind.NAME).text());
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Statements.With(names, values, wrapped("endwith"));
  }

  private Statement macro() {
    String name = tokens.expect(Kind.NAME).text();
    tokens.expectOperator("(");
    return definition(name, "endmacro");
  }

  /** Returns the parameters after an opening bracket that was read, and the body. */
  private Statements.Definition definition(String name, String end) {
    List<String> parameters = new ArrayList<>();
    Map<String, Expression> defaults = new LinkedHashMap<>();
    while (!tokens.skipOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      String parameter = tokens.expect(Kind.NAME).text();
      parameters.add(parameter);
      if (tokens.skipOperator("=")) {
        defaults.put(parameter, expressions.expression());
      }
    }
    return body(name, parameters, defaults, end);
  }

  private Statements.Definition body(
      String name, List<String> parameters, Map<String, Expression> defaults, String end) {
    int around = loops;
    loops = 0;
    Statement body = wrapped(end);
    loops = around;
    return new Statements.Definition(name, parameters, defaults, body);
  }

  private Statement call(int line) {
    List<String> parameters = new ArrayList<>();
    if (tokens.skipOperator("(")) {
      while (!tokens.skipOperator(")")) {
        if (!parameters.isEmpty()) {
          tokens.expectOperator(",");
        }
        parameters.add(tokens.expect(Kind.NAME).text());
      }
    }
    if (!(expressions.expression() instanceof Expressions.Invocation invocation)) {
      throw new TemplateError("'call' wants a call", line);
    }
    Call call = invocation.call();
    return new Statements.CallBlock(
        invocation.function(), call, body("caller", parameters, Map.of(), "endcall"), line);
  }
}

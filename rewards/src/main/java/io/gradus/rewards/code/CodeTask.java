package io.gradus.rewards.code;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A task for code: a language and tests of one kind.
 *
 * @param language the language of the completion
 * @param tests the tests
 */
public record CodeTask(Language language, Tests tests) {
  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  /** Tests of one kind. */
  public sealed interface Tests {}

  /** Programs from standard input to standard output, in either language. */
  public record Stdio(List<Case> cases) implements Tests {
    public Stdio {
      cases = List.copyOf(cases);
    }
  }

  /**
   * One input of a program.
   *
   * @param stdin input of the program
   * @param stdout expected output
   * @param tolerance accepted difference of a number, absolute or relative, whichever is larger. If absent, 1e-6 for
   *     expected numbers with a decimal point, and 0 for integers
   */
  public record Case(String stdin, String stdout, OptionalDouble tolerance) {}

  /**
   * Python statements that call the candidate: MBPP's list of asserts, or HumanEval's {@code check(candidate)}.
   *
   * @param tests statements; each is one test
   * @param setup statements before the tests, which may use the candidate's classes
   * @param prompt the code that the candidate continues or repeats (HumanEval: signature and docstring)
   * @param entryPoint the required function; empty if the tests call it by name
   */
  public record Asserts(List<String> tests, String setup, String prompt, String entryPoint)
      implements Tests {
    /**
     * Calls that run text or load objects. A text that is written out is harmless, and so is a method such as
     * re.compile.
     */
    private static final Pattern RUNS = Pattern.compile(
        "(?<![.\\w])(?:builtins\\.)?(?:eval|exec|compile)\\s*\\((?!\\s*[rRbBuU]?[\"'])"
            + "|\\b(?:pickle|dill|cloudpickle|marshal)\\.loads?\\s*\\("
            + "|\\bsubprocess\\.\\w+\\s*\\("
            + "|\\bos\\.(?:system|popen|exec\\w+|spawn\\w+|posix_spawnp?)\\s*\\("
            + "|\\b(?:runpy|doctest)\\.\\w+\\s*\\("
            + "|\\bimportlib\\.import_module\\s*\\((?!\\s*[\"'])"
            + "|(?<![.\\w])__import__\\s*\\((?!\\s*[\"'])");

    public Asserts {
      tests = List.copyOf(tests);
    }

    /**
     * Finds the first call of the tests that could run what the candidate returns, such as {@code eval(}. The sandbox
     * runs only plain expressions and plain pickles of a candidate; it counts everything else as wrong.
     */
    public Optional<String> runsAnswers() {
      Matcher matcher = RUNS.matcher(setup + "\n" + String.join("\n", tests));
      return matcher.find()
          ? Optional.of(matcher.group().replaceAll("\\s*\\($", ""))
          : Optional.empty();
    }
  }

  /**
   * Calls of a Java method that is static, or whose class has a constructor without arguments.
   *
   * @param method its name, or {@code Class.method}
   * @param calls arguments and results as JSON
   */
  public record Calls(String method, List<Call> calls) implements Tests {
    public Calls {
      calls = List.copyOf(calls);
    }
  }

  /**
   * One call.
   *
   * @param arguments JSON array
   * @param result expected result
   * @param tolerance as in {@link Case}
   * @param unordered whether lists and sets in the result may have any order
   */
  public record Call(
      JsonNode arguments, JsonNode result, OptionalDouble tolerance, boolean unordered) {}

  /**
   * Reads the task from a problem's attributes: {@code language} ({@code python}, {@code java}), {@code kind}
   * ({@code stdio}, {@code assert}, {@code method}), {@code tests}, and for asserts {@code entry_point},
   * {@code prompt}, {@code setup}.
   *
   * @throws IllegalArgumentException with everything that is missing or wrong
   */
  public static CodeTask of(Map<String, String> attributes) {
    String name = attributes.getOrDefault("language", "python");
    Language language = Language.named(name)
        .orElseThrow(() -> new IllegalArgumentException(
            "language: must be python or java, but is '%s'".formatted(name)));
    String text = attributes.getOrDefault("tests", attributes.getOrDefault("test", ""));
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "tests: the problem has none. Add the attribute tests (see docs/sandbox.md)");
    }
    String kind = attributes.getOrDefault("kind", "assert");
    return switch (kind) {
      case "stdio" -> new CodeTask(language, stdio(array(text)));
      case "assert", "function" -> {
        if (language != Language.PYTHON) {
          throw new IllegalArgumentException(
              "kind: assert works only with python. For java, use stdio or method");
        }
        yield new CodeTask(
            language,
            new Asserts(
                asserts(text),
                attributes.getOrDefault("setup", ""),
                attributes.getOrDefault("prompt", ""),
                attributes.getOrDefault("entry_point", "")));
      }
      case "method" -> {
        if (language != Language.JAVA) {
          throw new IllegalArgumentException(
              "kind: method works only with java. For python, use stdio or assert");
        }
        yield new CodeTask(
            language, calls(array(text), attributes.getOrDefault("entry_point", "")));
      }
      default ->
        throw new IllegalArgumentException(
            "kind: must be stdio, assert or method, but is '%s'".formatted(kind));
    };
  }

  private static JsonNode array(String text) {
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("tests: not JSON: " + e.getOriginalMessage(), e);
    }
    if (!node.isArray() || node.isEmpty()) {
      throw new IllegalArgumentException("tests: must be a list with at least one test");
    }
    return node;
  }

  private static Stdio stdio(JsonNode tests) {
    List<Case> cases = new ArrayList<>();
    for (JsonNode test : tests) {
      JsonNode stdin = test.path(test.has("stdin") ? "stdin" : "input");
      JsonNode stdout = test.path(test.has("stdout") ? "stdout" : "output");
      if (!stdout.isTextual() || !(stdin.isTextual() || stdin.isMissingNode())) {
        throw new IllegalArgumentException(
            "tests: test %d needs texts stdin and stdout".formatted(cases.size() + 1));
      }
      cases.add(new Case(stdin.asText(), stdout.asText(), tolerance(test, cases.size() + 1)));
    }
    return new Stdio(cases);
  }

  private static OptionalDouble tolerance(JsonNode test, int number) {
    JsonNode tolerance = test.path("tolerance");
    if (tolerance.isMissingNode() || tolerance.isNull()) {
      return OptionalDouble.empty();
    }
    if (!tolerance.isNumber()
        || !(tolerance.asDouble() >= 0)
        || Double.isInfinite(tolerance.asDouble())) {
      throw new IllegalArgumentException(
          "tests: the tolerance of test %d must be a number of 0 or more".formatted(number));
    }
    return OptionalDouble.of(tolerance.asDouble());
  }

  /** Reads a list of statements, or a text with a single test. */
  private static List<String> asserts(String text) {
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return List.of(text);
    }
    if (!node.isArray() || node.isEmpty()) {
      return List.of(node.isTextual() ? node.asText() : text);
    }
    List<String> tests = new ArrayList<>();
    for (JsonNode test : node) {
      if (!test.isTextual()) {
        throw new IllegalArgumentException(
            "tests: test %d must be a text of Python".formatted(tests.size() + 1));
      }
      tests.add(test.asText());
    }
    return tests;
  }

  private static Calls calls(JsonNode tests, String method) {
    if (method.isBlank()) {
      throw new IllegalArgumentException("entry_point: must name the method to call");
    }
    List<Call> calls = new ArrayList<>();
    for (JsonNode test : tests) {
      if (!test.path("args").isArray() || !test.has("result")) {
        throw new IllegalArgumentException(
            "tests: test %d needs a list args and a result".formatted(calls.size() + 1));
      }
      calls.add(new Call(
          test.get("args"),
          test.get("result"),
          tolerance(test, calls.size() + 1),
          test.path("unordered").asBoolean(false)));
    }
    return new Calls(method, calls);
  }
}

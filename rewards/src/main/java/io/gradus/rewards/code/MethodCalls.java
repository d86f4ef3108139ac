package io.gradus.rewards.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Verdict;
import io.gradus.rewards.code.box.Literals;
import io.gradus.rewards.code.sandbox.Compiled;
import io.gradus.rewards.code.sandbox.Ending;
import io.gradus.rewards.code.sandbox.SandboxException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls of a Java method: the arguments go into the box, the results come out, and are compared here. */
final class MethodCalls {
  private MethodCalls() {}

  static CodeResult verify(CodeVerifier verifier, CodeTask.Calls tests, Compiled program)
      throws SandboxException {
    StringBuilder stdin = new StringBuilder();
    for (CodeTask.Call call : tests.calls()) {
      byte[] arguments = Literals.write(value(call.arguments())).getBytes(UTF_8);
      stdin.append(Base64.getEncoder().encodeToString(arguments)).append('\n');
    }
    Ending ending = verifier
        .sandbox()
        .javaMethod(program, tests.method(), stdin.toString().getBytes(UTF_8), verifier.limits());
    Optional<Finding> failure = CodeVerifier.failure(ending);
    List<String> answers = new String(ending.stdout(), UTF_8).lines().toList();
    Tally tally = new Tally(tests.calls().size());
    for (int i = 0; i < tests.calls().size(); i++) {
      Finding finding;
      if (i < answers.size()) {
        finding = finding(tests.calls().get(i), answers.get(i));
      } else {
        finding = failure.orElse(
            new Finding(Verdict.WRONG, "the program ended before it gave an answer"));
      }
      tally.add(finding, i == 0 ? ending.cpuSeconds() : 0);
    }
    return tally.result();
  }

  private static Finding finding(CodeTask.Call call, String answer) {
    Object result;
    try {
      String text = new String(Base64.getDecoder().decode(answer.substring(1)), UTF_8);
      if (answer.startsWith("!")) {
        return new Finding(Verdict.RUNTIME_ERROR, CodeVerifier.brief(text));
      }
      result = Literals.read(text);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return new Finding(Verdict.WRONG, "the answer is not a value: " + e.getMessage());
    }
    Object expected = value(call.result());
    if (new Comparison(call).same(result, expected)) {
      return Finding.CORRECT;
    }
    String shown = String.valueOf(result);
    return new Finding(
        Verdict.WRONG,
        "%s returned %s, expected %s"
            .formatted(
                CodeVerifier.brief(call.arguments().toString()),
                CodeVerifier.brief(shown),
                CodeVerifier.brief(call.result().toString())));
  }

  /** Whether two values agree, as a test wants it. */
  private record Comparison(double tolerance, boolean unordered) {
    Comparison(CodeTask.Call call) {
      this(call.tolerance(), call.unordered());
    }

    boolean same(@Nullable Object result, @Nullable Object expected) {
      if (expected instanceof Double number) {
        double got = result instanceof Number n ? n.doubleValue() : Double.NaN;
        return got == number || Math.abs(got - number) <= tolerance;
      }
      if (result instanceof Double number && expected instanceof BigInteger whole) {
        return Double.isFinite(number)
            && new BigDecimal(number).compareTo(new BigDecimal(whole)) == 0;
      }
      if (expected instanceof List<?> wanted) {
        // A set has an order too, its iterator's: a set where a sorted list is asked for must not
        // do.
        List<?> got = result instanceof Literals.Bag bag
            ? bag.items()
            : result instanceof List<?> list ? list : null;
        return got != null
            && got.size() == wanted.size()
            && (unordered ? sameInAnyOrder(got, wanted) : sameInOrder(got, wanted));
      }
      if (expected instanceof Map<?, ?> wanted) {
        return result instanceof Map<?, ?> got && sameMap(got, wanted);
      }
      return Objects.equals(result, expected);
    }

    private boolean sameInOrder(List<?> got, List<?> wanted) {
      for (int i = 0; i < got.size(); i++) {
        if (!same(got.get(i), wanted.get(i))) {
          return false;
        }
      }
      return true;
    }

    private boolean sameInAnyOrder(List<?> got, List<?> wanted) {
      List<@Nullable Object> left = new ArrayList<>(wanted);
      for (Object item : got) {
        int at = 0;
        while (at < left.size() && !same(item, left.get(at))) {
          at++;
        }
        if (at == left.size()) {
          return false;
        }
        left.remove(at);
      }
      return true;
    }

    /** Keys of JSON are texts, those of a Java map may be numbers. */
    private boolean sameMap(Map<?, ?> got, Map<?, ?> wanted) {
      Map<String, @Nullable Object> byText = new LinkedHashMap<>();
      got.forEach((key, item) -> byText.put(String.valueOf(key), item));
      return got.size() == wanted.size()
          && wanted.entrySet().stream()
              .allMatch(e -> byText.containsKey(String.valueOf(e.getKey()))
                  && same(byText.get(String.valueOf(e.getKey())), e.getValue()));
    }
  }

  private static @Nullable Object value(JsonNode node) {
    if (node.isArray()) {
      List<@Nullable Object> list = new ArrayList<>();
      node.forEach(item -> list.add(value(item)));
      return list;
    }
    if (node.isObject()) {
      Map<Object, @Nullable Object> map = new LinkedHashMap<>();
      node.properties().forEach(e -> map.put(e.getKey(), value(e.getValue())));
      return map;
    }
    if (node.isIntegralNumber()) {
      return node.bigIntegerValue();
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNull() ? null : node.asText();
  }
}

package io.gradus.rewards.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Verdict;
import io.gradus.rewards.code.box.Literals;
import io.gradus.rewards.code.sandbox.Compiled;
import io.gradus.rewards.code.sandbox.Ending;
import io.gradus.rewards.code.sandbox.SandboxException;
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
    if (same(result, expected, call.tolerance())) {
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

  private static boolean same(
      @Nullable Object result, @Nullable Object expected, double tolerance) {
    if (expected instanceof Double number) {
      double got = result instanceof Number n ? n.doubleValue() : Double.NaN;
      return got == number || Math.abs(got - number) <= tolerance;
    }
    if (result instanceof Double number && expected instanceof BigInteger whole) {
      return number == whole.doubleValue();
    }
    if (expected instanceof List<?> wanted) {
      if (result instanceof Literals.Bag bag) {
        List<@Nullable Object> left = new ArrayList<>(wanted);
        return bag.items().size() == wanted.size()
            && bag.items().stream().allMatch(item -> takeSame(left, item, tolerance));
      }
      if (!(result instanceof List<?> got) || got.size() != wanted.size()) {
        return false;
      }
      for (int i = 0; i < got.size(); i++) {
        if (!same(got.get(i), wanted.get(i), tolerance)) {
          return false;
        }
      }
      return true;
    }
    if (expected instanceof Map<?, ?> wanted) {
      if (!(result instanceof Map<?, ?> got) || got.size() != wanted.size()) {
        return false;
      }
      // Keys of JSON are texts, those of a Java map may be numbers.
      Map<String, @Nullable Object> byText = new LinkedHashMap<>();
      got.forEach((key, item) -> byText.put(String.valueOf(key), item));
      return wanted.entrySet().stream()
          .allMatch(e -> byText.containsKey(String.valueOf(e.getKey()))
              && same(byText.get(String.valueOf(e.getKey())), e.getValue(), tolerance));
    }
    return Objects.equals(result, expected);
  }

  private static boolean takeSame(
      List<@Nullable Object> left, @Nullable Object item, double tolerance) {
    for (int i = 0; i < left.size(); i++) {
      if (same(item, left.get(i), tolerance)) {
        left.remove(i);
        return true;
      }
    }
    return false;
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

package io.gradus.rewards.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Verdict;
import io.gradus.rewards.code.box.Literals;
import io.gradus.rewards.code.sandbox.Compiled;
import io.gradus.rewards.code.sandbox.Ending;
import io.gradus.rewards.code.sandbox.SandboxException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a Java method: the arguments go into the box, and the results are compared outside. Each answer begins with
 * a secret word of the run that the method does not know, so a method cannot write answers itself.
 */
final class MethodCalls {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Factor by which a result may exceed the expected length. */
  private static final int EXPANSION = 4;

  private MethodCalls() {}

  static CodeResult verify(CodeVerifier verifier, CodeTask.Calls tests, Compiled program)
      throws SandboxException {
    StringBuilder stdin = new StringBuilder();
    long expected = 0;
    for (CodeTask.Call call : tests.calls()) {
      byte[] arguments = Literals.write(value(call.arguments())).getBytes(UTF_8);
      stdin.append(Base64.getEncoder().encodeToString(arguments)).append('\n');
      expected += EXPANSION * (call.result().toString().length() + 64L);
    }
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    String secret = Base64.getEncoder().encodeToString(random);
    Ending ending = verifier
        .sandbox()
        .javaMethod(
            program,
            tests.method(),
            secret,
            stdin.toString().getBytes(UTF_8),
            verifier.limits(),
            expected);
    return judge(tests, answers(ending, secret), CodeVerifier.failure(ending), ending.cpuSeconds());
  }

  /** Returns the runner's output without the secret and without the program's own output. */
  private static List<String> answers(Ending ending, String secret) {
    return new String(ending.stdout(), UTF_8)
        .lines()
        .filter(line -> line.startsWith(secret))
        .map(line -> line.substring(secret.length()))
        .toList();
  }

  private static CodeResult judge(
      CodeTask.Calls tests, List<String> answers, Optional<Finding> failure, double cpuSeconds) {
    int total = tests.calls().size();
    Finding brokenOff =
        failure.orElse(new Finding(Verdict.WRONG, "the program ended before it gave an answer"));
    boolean complete = answers.size() == total + 1 && answers.get(total).equals(".");
    Tally tally = new Tally(total);
    for (int i = 0; i < total; i++) {
      Finding finding =
          i < answers.size() ? finding(tests.calls().get(i), answers.get(i)) : brokenOff;
      boolean last = i == total - 1;
      if (last && finding.correct() && (!complete || failure.isPresent())) {
        finding = brokenOff;
      }
      tally.add(finding, i == 0 ? cpuSeconds : 0);
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
      result = Literals.readUntrusted(text);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return new Finding(
          Verdict.WRONG, "the answer is not a value: " + CodeVerifier.brief("" + e.getMessage()));
    }
    Tolerance tolerance = new Tolerance(call.tolerance());
    if (new ValueComparison(tolerance, call.unordered()).same(result, value(call.result()))) {
      return Finding.CORRECT;
    }
    return new Finding(
        Verdict.WRONG,
        "%s returned %s, expected %s"
            .formatted(
                CodeVerifier.brief(call.arguments().toString()),
                CodeVerifier.brief(String.valueOf(result)),
                CodeVerifier.brief(call.result().toString())));
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

package io.gradus.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CodeTaskTest {

  @Test
  void aListOfAssertsOrOnePieceOfPythonIsRead() {
    CodeTask list = CodeTask.of(Map.of("tests", "[\"assert f(1)\", \"assert f(2)\"]"));
    assertThat(((CodeTask.Asserts) list.tests()).tests()).hasSize(2);
    CodeTask text = CodeTask.of(
        Map.of("test", "def check(candidate):\n  assert candidate(1)", "entry_point", "f"));
    assertThat(((CodeTask.Asserts) text.tests()).entryPoint()).isEqualTo("f");
  }

  @Test
  void casesOfInputAndOutputAreRead() {
    CodeTask task = CodeTask.of(Map.of(
        "kind", "stdio",
        "language", "Java",
        "tests",
            "[{\"stdin\": \"1\", \"stdout\": \"2\"}, {\"output\": \"0.5\", \"tolerance\": 0.1}]"));
    assertThat(task.language()).isEqualTo(Language.JAVA);
    assertThat(((CodeTask.Stdio) task.tests()).cases())
        .isEqualTo(List.of(
            new CodeTask.Case("1", "2", OptionalDouble.empty()),
            new CodeTask.Case("", "0.5", OptionalDouble.of(0.1))));
  }

  @Test
  void callsThatCouldRunAnAnswerAreFound() {
    assertThat(call("assert eval(f(1)) == 2")).contains("eval");
    assertThat(call("exec (f(1), {})")).contains("exec");
    assertThat(call("assert pickle.loads(f(1)) == []")).contains("pickle.loads");
    assertThat(call("subprocess.run([f(1)])")).contains("subprocess.run");
    assertThat(call("assert eval('f(1)') == 2")).isEmpty();
    assertThat(call("assert re.compile(f(1)).match('a')")).isEmpty();
    assertThat(call("assert ast.literal_eval(f(1)) == [] and model.eval(f(1))")).isEmpty();
  }

  private static Optional<String> call(String test) {
    return new CodeTask.Asserts(List.of(test), "", "", "f").runsAnswers();
  }

  @Test
  void eachFaultIsNamed() {
    refused(Map.of(), "tests: the problem has none");
    refused(Map.of("tests", "x", "language", "cobol"), "language: must be python or java");
    refused(Map.of("tests", "x", "kind", "stdout"), "kind: must be stdio, assert or method");
    refused(Map.of("tests", "{", "kind", "stdio"), "tests: not JSON");
    refused(Map.of("tests", "[]", "kind", "stdio"), "tests: must be a list with at least one");
    refused(Map.of("tests", "[{}]", "kind", "stdio"), "tests: test 1 needs texts stdin and stdout");
    refused(
        Map.of("tests", "[{\"stdout\": \"1\", \"tolerance\": \"x\"}]", "kind", "stdio"),
        "tests: the tolerance of test 1 must be a number");
    refused(Map.of("tests", "[1]"), "tests: test 1 must be a text");
    refused(Map.of("tests", "x", "language", "java"), "kind: assert works only with python");
    refused(Map.of("tests", "[1]", "kind", "method"), "kind: method works only with java");
    refused(
        Map.of("tests", "[{}]", "kind", "method", "language", "java"), "entry_point: must name");
  }

  private static void refused(Map<String, String> attributes, String message) {
    assertThatThrownBy(() -> CodeTask.of(attributes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}

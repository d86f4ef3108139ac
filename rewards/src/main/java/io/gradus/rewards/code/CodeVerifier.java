package io.gradus.rewards.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Verdict;
import io.gradus.rewards.code.sandbox.Compiled;
import io.gradus.rewards.code.sandbox.Ending;
import io.gradus.rewards.code.sandbox.Limits;
import io.gradus.rewards.code.sandbox.Sandbox;
import io.gradus.rewards.code.sandbox.SandboxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Verifier that runs a program against its tests in a sandbox. Expected outputs never enter the box. Tests of a
 * function run in a separate process, and only plain values pass between the two.
 *
 * @param sandbox place of the runs
 * @param limits limits of each run
 * @param everyTest whether to continue after the first failed test, to count the tests that pass
 */
public record CodeVerifier(Sandbox sandbox, Limits limits, boolean everyTest) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SIGKILL = 9;

  /** Pattern of tests that write or read files. */
  private static final Pattern FILES = Pattern.compile(
      "\\b(open|tempfile|pathlib|Path|os|shutil|sqlite3|chdir|TemporaryDirectory)\\b");

  /** Verifies a program; no program makes it throw. */
  public CodeResult verify(CodeTask task, String code) {
    // a lone surrogate has no form in UTF-8; it becomes a question mark here, once for all paths
    String source = new String(code.getBytes(UTF_8), UTF_8);
    try {
      if (task.tests() instanceof CodeTask.Asserts asserts) {
        return asserts(asserts, source);
      }
      Optional<Compiled> compiled = Optional.empty();
      if (task.language() == Language.JAVA) {
        compiled = Optional.of(sandbox.compile(source));
        if (!compiled.get().ok()) {
          return new CodeResult(
              Verdict.COMPILE_ERROR, 0, 0, brief(compiled.get().errors()), 0);
        }
      }
      if (task.tests() instanceof CodeTask.Calls calls) {
        return MethodCalls.verify(this, calls, compiled.orElseThrow());
      }
      return stdio((CodeTask.Stdio) task.tests(), source, compiled);
    } catch (SandboxException e) {
      return CodeResult.error(brief(String.valueOf(e.getMessage())));
    }
  }

  private CodeResult stdio(CodeTask.Stdio tests, String source, Optional<Compiled> compiled)
      throws SandboxException {
    Tally tally = new Tally(tests.cases().size());
    for (CodeTask.Case test : tests.cases()) {
      byte[] stdin = test.stdin().getBytes(UTF_8);
      long expected = test.stdout().length();
      Ending ending = compiled.isPresent()
          ? sandbox.javaMain(compiled.get(), stdin, limits, expected)
          : sandbox.python(source, stdin, limits, expected);
      Finding finding = failure(ending)
          .orElseGet(() -> OutputComparison.difference(
                  ending.stdout(), test.stdout(), new Tolerance(test.tolerance()))
              .map(difference -> new Finding(Verdict.WRONG, difference))
              .orElse(Finding.CORRECT));
      tally.add(finding, ending.cpuSeconds());
      if (!everyTest && !finding.correct()) {
        break;
      }
    }
    return tally.result();
  }

  private CodeResult asserts(CodeTask.Asserts tests, String source) throws SandboxException {
    ObjectNode candidate = JsonNodeFactory.instance.objectNode();
    candidate.put("code", source).put("prompt", tests.prompt()).put("entry", tests.entryPoint());
    ObjectNode paper = JsonNodeFactory.instance.objectNode();
    paper.put("setup", tests.setup()).put("prompt", tests.prompt());
    paper.put("entry", tests.entryPoint()).put("all", everyTest);
    tests.tests().forEach(paper.putArray("tests")::add);
    boolean files =
        FILES.matcher(tests.setup() + "\n" + String.join("\n", tests.tests())).find();
    Ending ending = sandbox.function(bytes(candidate), bytes(paper), limits, files);
    Finding finding = ofTests(ending);
    int passed = ending.tests().map(Ending.Tests::passed).orElse(0);
    return new CodeResult(
        finding.verdict(), passed, tests.tests().size(), finding.why(), ending.cpuSeconds());
  }

  private static Finding ofTests(Ending ending) {
    Optional<Finding> over = overLimit(ending);
    if (over.isPresent()) {
      return over.get();
    }
    if (ending.tests().isEmpty() && ending.killed()) {
      // the candidate cannot see the tests' process, so the system or a person killed it
      return new Finding(Verdict.VERIFIER_ERROR, "the tests were killed from outside, twice");
    }
    if (ending.tests().isEmpty()) {
      return new Finding(Verdict.RUNTIME_ERROR, "the tests ended without a result");
    }
    Ending.Tests tests = ending.tests().get();
    return switch (tests.outcome()) {
      case "pass" -> Finding.CORRECT;
      case "wrong" -> new Finding(Verdict.WRONG, brief(tests.why()));
      case "raised", "undefined" -> new Finding(Verdict.RUNTIME_ERROR, brief(tests.why()));
      case "memory" -> new Finding(Verdict.MEMORY_LIMIT, brief(tests.why()));
      case "large" -> new Finding(Verdict.OUTPUT_LIMIT, brief(tests.why()));
      case "ended" ->
        failure(ending)
            .orElse(new Finding(
                Verdict.WRONG, "the program ended, or broke off, before the tests had an answer"));
      default ->
        new Finding(Verdict.VERIFIER_ERROR, "the tests themselves fail: " + brief(tests.why()));
    };
  }

  /** Returns why a run failed, whatever it wrote; empty if it ended normally. */
  static Optional<Finding> failure(Ending ending) {
    Optional<Finding> over = overLimit(ending);
    if (over.isPresent()) {
      return over;
    }
    String error = ending.noteText().isEmpty()
        ? new String(ending.stderr(), UTF_8).strip()
        : ending.noteText();
    switch (ending.note()) {
      case "compile":
        return Optional.of(new Finding(Verdict.COMPILE_ERROR, brief(error)));
      case "memory":
        return Optional.of(new Finding(Verdict.MEMORY_LIMIT, brief(error)));
      case "raised":
        return Optional.of(new Finding(Verdict.RUNTIME_ERROR, brief(error)));
      default:
        break;
    }
    if (ending.signal() > 0) {
      String by = ending.signal() == SIGKILL ? "killed" : "ended by signal " + ending.signal();
      return Optional.of(new Finding(Verdict.RUNTIME_ERROR, by));
    }
    if (outOfHeap(ending)) {
      return Optional.of(new Finding(Verdict.MEMORY_LIMIT, "java.lang.OutOfMemoryError"));
    }
    if (ending.exit() != 0) {
      return Optional.of(new Finding(
          Verdict.RUNTIME_ERROR, "exit code %d: %s".formatted(ending.exit(), brief(error))));
    }
    return Optional.empty();
  }

  private static Optional<Finding> overLimit(Ending ending) {
    return Optional.ofNullable(
        switch (ending.over()) {
          case "wall", "cpu" ->
            new Finding(
                Verdict.TIMEOUT,
                "ran out of time after %.1f s, %.1f s of it on a processor"
                    .formatted(ending.wallSeconds(), ending.cpuSeconds()));
          case "output" -> new Finding(Verdict.OUTPUT_LIMIT, "wrote too much");
          case "box" ->
            new Finding(Verdict.RUNTIME_ERROR, "the sandbox does not survive this program");
          case "memory" -> new Finding(Verdict.MEMORY_LIMIT, "used too much memory");
          default -> null;
        });
  }

  /** Returns whether a JVM ran out of heap: it then prints this and exits with 3. */
  private static boolean outOfHeap(Ending ending) {
    return ending.exit() == 3
        && (new String(ending.stdout(), UTF_8) + new String(ending.stderr(), UTF_8))
            .contains("java.lang.OutOfMemoryError");
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings could not be written as JSON", e);
    }
  }

  /** Returns the last line of an exception, because earlier lines only give the place. */
  static String brief(String text) {
    String line = text.strip();
    line = line.substring(line.lastIndexOf('\n') + 1);
    return line.length() <= 300 ? line : line.substring(0, 300) + "...";
  }
}

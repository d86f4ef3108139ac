package io.gradus.rewards.code;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.SharedData;
import io.gradus.rewards.code.sandbox.Limits;
import io.gradus.rewards.code.sandbox.Sandbox;
import io.gradus.rewards.code.sandbox.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The figures of docs/sandbox.md, printed as JSON. Arguments: what to measure ({@code hostile}, {@code canonical}, {@code
 * throughput}; all when none is given), and {@code hardened} for the other tier.
 */
public final class CodeBenchmark {
  private CodeBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> asked = List.of(args);
    boolean all = asked.stream().allMatch("hardened"::equals);
    Tier tier = asked.contains("hardened") ? Tier.HARDENED : Tier.FORK_SERVER;
    int threads = Runtime.getRuntime().availableProcessors();
    ObjectNode figures = JsonNodeFactory.instance.objectNode();
    figures.put("tier", tier.toString()).put("processors", threads);
    long begun = System.nanoTime();
    Sandbox sandbox = Sandbox.shared(tier);
    figures.put("probe_seconds", seconds(begun));
    CodeVerifier verifier = new CodeVerifier(sandbox, Limits.DEFAULT, false);
    if (all || asked.contains("hostile")) {
      Path shared = SharedData.require("verifier_cases/hostile_code.jsonl");
      hostile(figures.putObject("hostile"), JsonRows.read(shared), verifier, threads);
      hostile(figures.putObject("hostile_own"), HostileCases.own(), verifier, threads);
    }
    if (all || asked.contains("canonical")) {
      figures.set("humaneval", Canonical.humanEval().measure(verifier, threads));
      figures.set("mbpp", Canonical.mbpp().measure(verifier, threads));
    }
    if (all || asked.contains("throughput")) {
      throughput(figures, verifier, threads);
    }
    System.out.println(
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(figures));
    sandbox.close();
  }

  private static void hostile(
      ObjectNode part, List<JsonNode> rows, CodeVerifier verifier, int threads) {
    long begun = System.nanoTime();
    List<HostileCases.Outcome> outcomes = HostileCases.run(rows, verifier, threads);
    part.put("cases", outcomes.size());
    part.put("agree", outcomes.stream().filter(HostileCases.Outcome::agrees).count());
    part.put(
        "false_pass", outcomes.stream().filter(HostileCases.Outcome::falsePass).count());
    part.put("seconds", seconds(begun));
    part.put(
        "slowest",
        outcomes.stream().mapToDouble(HostileCases.Outcome::seconds).max().orElse(0));
    for (HostileCases.Outcome outcome : outcomes) {
      if (!outcome.agrees()) {
        part.withArray("disagreements").add(outcome.toString());
      }
    }
  }

  private static void throughput(ObjectNode figures, CodeVerifier verifier, int threads)
      throws InterruptedException {
    CodeTask.Stdio sum =
        new CodeTask.Stdio(List.of(new CodeTask.Case("3\n1 2 3\n", "6\n", OptionalDouble.empty())));
    String python = "n = int(input())\nprint(sum(map(int, input().split())))\n";
    String java = """
        import java.util.*;
        public class Main {
          public static void main(String[] args) {
            Scanner in = new Scanner(System.in);
            long total = 0;
            for (int n = in.nextInt(); n > 0; n--) total += in.nextInt();
            System.out.println(total);
          }
        }
        """;
    CodeTask.Asserts add = new CodeTask.Asserts(List.of("assert add(1, 2) == 3"), "", "", "add");
    String function = "def add(a, b):\n    return a + b\n";
    ObjectNode part = figures.putObject("runs_per_second");
    part.put(
        "python_stdio", rate(verifier, new CodeTask(Language.PYTHON, sum), python, threads, 10));
    part.put(
        "python_function",
        rate(verifier, new CodeTask(Language.PYTHON, add), function, threads, 10));
    part.put(
        "java_stdio_with_compile",
        rate(verifier, new CodeTask(Language.JAVA, sum), java, threads, 15));
  }

  private static double rate(
      CodeVerifier verifier, CodeTask task, String source, int threads, int seconds)
      throws InterruptedException {
    for (int i = 0; i < 4 * threads; i++) {
      verifier.verify(task, source);
    }
    AtomicInteger runs = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long begun = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      pool.execute(() -> {
        while (seconds(begun) < seconds) {
          CodeResult result = verifier.verify(task, source);
          if (result.verdict() != io.gradus.core.Verdict.CORRECT) {
            throw new IllegalStateException(result.toString());
          }
          runs.incrementAndGet();
        }
      });
    }
    pool.shutdown();
    pool.awaitTermination(seconds + 60, TimeUnit.SECONDS);
    return Math.round(10 * runs.get() / seconds(begun)) / 10.0;
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}

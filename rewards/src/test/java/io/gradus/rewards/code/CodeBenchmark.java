package io.gradus.rewards.code;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import io.gradus.core.SharedData;
import io.gradus.rewards.code.sandbox.Limits;
import io.gradus.rewards.code.sandbox.Sandbox;
import io.gradus.rewards.code.sandbox.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The figures of docs/sandbox.md, printed as JSON. Arguments: what to measure ({@code hostile}, {@code host}, {@code
 * canonical}, {@code throughput}; all if none is given), and {@code hardened} for the other tier.
 */
public final class CodeBenchmark {
  private static final double TICKS_PER_SECOND = 100;

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
    if (all || asked.contains("host")) {
      Path shared = SharedData.require("verifier_cases/hostile_code_2.jsonl");
      HostFigures.print(
          figures.putObject("host"), HostFigures.measure(JsonRows.read(shared), tier));
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
    rate(figures, "python_stdio", verifier, new CodeTask(Language.PYTHON, sum), python, threads);
    rate(
        figures,
        "python_function",
        verifier,
        new CodeTask(Language.PYTHON, add),
        function,
        threads);
    rate(
        figures,
        "java_stdio_with_compile",
        verifier,
        new CodeTask(Language.JAVA, sum),
        java,
        threads);
  }

  private static void rate(
      ObjectNode figures,
      String name,
      CodeVerifier verifier,
      CodeTask task,
      String source,
      int threads)
      throws InterruptedException {
    int seconds = 10;
    for (int i = 0; i < 4 * threads; i++) {
      verifier.verify(task, source);
    }
    AtomicInteger runs = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    double before = processorSeconds();
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
    double used = processorSeconds() - before;
    figures
        .putObject(name)
        .put("runs_per_second", Math.round(10 * runs.get() / seconds(begun)) / 10.0)
        .put("processor_ms_per_run", Math.round(10_000 * used / runs.get()) / 10.0);
  }

  /** Processor time of this process, its boxes, and all that ended in them, s. */
  private static double processorSeconds() {
    ProcessHandle self = ProcessHandle.current();
    return Stream.concat(Stream.of(self), self.descendants())
            .mapToLong(process -> ticks(process.pid()))
            .sum()
        / TICKS_PER_SECOND;
  }

  /** Time of a process and of its children that it waited for: the 14th to 17th field of its stat. */
  private static long ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), ISO_8859_1);
      List<String> fields = Splitter.on(' ').splitToList(stat.substring(stat.lastIndexOf(')') + 2));
      return fields.subList(11, 15).stream().mapToLong(Long::parseLong).sum();
    } catch (IOException e) {
      return 0; // It has just ended, and its parent counts it.
    }
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}

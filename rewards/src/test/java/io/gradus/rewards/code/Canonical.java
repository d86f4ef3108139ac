package io.gradus.rewards.code;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.SharedData;
import io.gradus.core.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Problems with a reference solution, and the same solution with its body gone.
 *
 * @param problems the problems
 */
record Canonical(List<Item> problems) {
  private static final Pattern DEF = Pattern.compile("(?m)^(def \\w+\\s*\\(.*)$");

  /** One problem. */
  record Item(String id, CodeTask task, String solution, List<String> empty) {}

  static Canonical humanEval() {
    List<Item> items = new ArrayList<>();
    for (JsonNode row : rows("humaneval/HumanEval.jsonl.gz")) {
      String prompt = row.path("prompt").asText();
      CodeTask.Asserts tests = new CodeTask.Asserts(
          List.of(row.path("test").asText()),
          "",
          prompt,
          row.path("entry_point").asText());
      items.add(new Item(
          row.path("task_id").asText(),
          new CodeTask(Language.PYTHON, tests),
          row.path("canonical_solution").asText(),
          List.of("    return None\n", "    pass\n")));
    }
    return new Canonical(items);
  }

  static Canonical mbpp() {
    List<Item> items = new ArrayList<>();
    for (JsonNode row : rows("mbpp/mbpp.jsonl")) {
      List<String> asserts = new ArrayList<>();
      row.path("test_list").forEach(test -> asserts.add(test.asText()));
      CodeTask.Asserts tests =
          new CodeTask.Asserts(asserts, row.path("test_setup_code").asText(), "", "");
      String code = row.path("code").asText();
      items.add(new Item(
          row.path("task_id").asText(),
          new CodeTask(Language.PYTHON, tests),
          code,
          List.of(emptied(code, "return None"), emptied(code, "pass"))));
    }
    return new Canonical(items);
  }

  /** Every function of a source with another body; a one-line stub for each. */
  private static String emptied(String code, String body) {
    StringBuilder out = new StringBuilder();
    Matcher def = DEF.matcher(code.replace("\r\n", "\n"));
    while (def.find()) {
      String name = def.group(1).replaceFirst("^def (\\w+).*$", "$1");
      out.append("def ")
          .append(name)
          .append("(*args, **kwargs):\n    ")
          .append(body)
          .append('\n');
    }
    return out.toString();
  }

  private static List<JsonNode> rows(String name) {
    return JsonRows.read(SharedData.require(name));
  }

  /** With empty solutions for every n-th problem only. */
  Canonical emptyEvery(int n) {
    List<Item> fewer = new ArrayList<>();
    for (Item item : problems) {
      boolean kept = fewer.size() % n == 0;
      fewer.add(new Item(item.id(), item.task(), item.solution(), kept ? item.empty() : List.of()));
    }
    return new Canonical(fewer);
  }

  /** How many solutions pass, how many empty ones do, and which are not as they should be. */
  ObjectNode measure(CodeVerifier verifier, int threads) {
    long begun = System.nanoTime();
    ObjectNode figures = JsonNodeFactory.instance.objectNode();
    List<CodeResult> results = verify(verifier, threads, item -> List.of(item.solution()));
    double seconds = (System.nanoTime() - begun) / 1e9;
    List<CodeResult> emptyResults = verify(verifier, threads, Item::empty);
    int passed = 0;
    int empty = 0;
    int emptyPassed = 0;
    for (int i = 0; i < problems.size(); i++) {
      Item item = problems.get(i);
      if (results.get(i).verdict() == Verdict.CORRECT) {
        passed++;
      } else {
        figures.withArray("failed").add(item.id() + ": " + results.get(i));
      }
      for (int n = item.empty().size(); n > 0; n--) {
        CodeResult result = emptyResults.get(empty++);
        if (result.verdict() == Verdict.CORRECT) {
          emptyPassed++;
          figures.withArray("empty_passed").add(item.id());
        } else if (result.verdict() == Verdict.VERIFIER_ERROR) {
          figures.withArray("empty_errors").add(item.id() + ": " + result);
        }
      }
    }
    figures.put("solutions", problems.size()).put("passed", passed);
    figures.put("empty_bodies", empty).put("empty_bodies_passed", emptyPassed);
    figures.put("solutions_per_second", Math.round(10 * problems.size() / seconds) / 10.0);
    return figures;
  }

  private List<CodeResult> verify(
      CodeVerifier verifier, int threads, Function<Item, List<String>> sources) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<CodeResult>> running = new ArrayList<>();
      for (Item item : problems) {
        for (String source : sources.apply(item)) {
          running.add(pool.submit(() -> verifier.verify(item.task(), source)));
        }
      }
      List<CodeResult> results = new ArrayList<>();
      for (Future<CodeResult> future : running) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      pool.shutdownNow();
    }
  }
}

package io.gradus.experiments.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Problem;
import io.gradus.core.SharedData;
import io.gradus.core.component.Components;
import io.gradus.experiments.binding.YamlTree;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares prompts, choices, predictions and extraction with lm-evaluation-harness, without a model. */
class LmEvalFormsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arc_challenge_0shot",
        "arc_challenge_25shot_tail",
        "hellaswag_0shot",
        "mmlu_5shot",
        "truthfulqa_mc1",
        "truthfulqa_mc2"
      })
  void promptsChoicesAndScoresAreThoseOfLmEval(String file) {
    List<JsonNode> items = Goldens.items(file);
    Path data = SharedData.require(items.get(0).path("file").asText());
    while (!data.endsWith("data")) {
      data = Objects.requireNonNull(data.getParent());
    }
    Map<String, JsonNode> known = new HashMap<>();
    FakeModel model = new FakeModel(
        question -> {
          JsonNode item = Objects.requireNonNull(known.get(question.context()));
          assertThat(JSON.<JsonNode>valueToTree(question.texts()))
              .isEqualTo(item.path("continuations"));
          return StreamSupport.stream(item.path("loglik").spliterator(), false)
              .map(JsonNode::asDouble)
              .toList();
        },
        request -> {
          throw new AssertionError();
        });
    Exam exam = Goldens.form(file, data, folder).open(model);
    List<Exam.Question> questions = exam.questions();
    for (JsonNode item : items) {
      known.put(item.path("prompt").asText(), item);
      int index = Goldens.index(questions, item);
      assertThat(questions.get(index).prompt()).isEqualTo(item.path("prompt").asText());
      Answered answer = exam.answer(List.of(index), model).get(0);
      if (item.has("mc2")) {
        assertThat(answer.scores("mass")[0]).isEqualTo(item.path("mc2").asDouble(), within(2e-6));
      } else {
        assertThat(answer.scores("acc")[0])
            .isEqualTo(item.path(item.has("mc1") ? "mc1" : "acc").asDouble());
      }
      if (item.has("acc_norm")) {
        assertThat(answer.scores("acc_norm")[0]).isEqualTo(item.path("acc_norm").asDouble());
      }
    }
  }

  /** The forms of lm-evaluation-harness for the made-up answers. */
  private static Generative form(String task) {
    String zeroShot =
        """
        extract:
          strict-match: IGNORE}
          flexible-extract: IGNORE, regex: 'REGEX'}
        """.replace("IGNORE", "{ignore: ['\\.$', ',', '\\\\', '\\n', '\"'], ignore-case: true");
    Map<String, String> zero = Map.of(
        "bbh_zeroshot_navigate", zeroShot.replace("REGEX", "\\b(Yes|No|yes|no)\\b"),
        "bbh_zeroshot_date_understanding", zeroShot.replace("REGEX", "(\\([A-Z]\\))"));
    String shipped =
        task.startsWith("gsm8k") ? "gsm8k" : task.startsWith("bbh_cot_fewshot") ? "bbh-cot" : "bbh";
    String yaml = "benchmarks:\n- use: %s\n  data: {path: none.jsonl}\n".formatted(shipped)
        + (shipped.equals("gsm8k") ? "  prompt: {shots: {from: {path: none.jsonl}}}\n" : "");
    String further = zero.containsKey(task) ? zero.get(task).indent(2) : "";
    return (Generative) SuiteFile.bind(YamlTree.parse("test", yaml + further), Components.load())
        .benchmarks()
        .get(0);
  }

  @Test
  void madeUpAnswersAreExtractedAndScoredAsInLmEval() {
    int compared = 0;
    for (JsonNode item : Goldens.items("scoring")) {
      Generative form = form(item.path("task").asText());
      Problem problem =
          new Problem("1", "", item.path("target").asText(), Optional.empty(), Map.of());
      String output = item.path("output").asText();
      Map<String, List<Answered.Mark>> marks = new Judging(
              form.extract(), form.verify(), Optional.empty(), false)
          .judge(
              problem, "{answer}", List.of(new Model.Written(output, 1, Model.Finish.STOP, false)));
      for (Map.Entry<String, JsonNode> filter : item.path("extracted").properties()) {
        String place = item.path("task") + " " + filter.getKey() + " " + item.path("output");
        assertThat(Objects.requireNonNull(form.extract().get(filter.getKey())).of(output))
            .as(place)
            .isEqualTo(filter.getValue().asText());
        assertThat(Objects.requireNonNull(marks.get(filter.getKey())).get(0).score())
            .as(place)
            .isEqualTo(item.path("exact_match").path(filter.getKey()).asDouble());
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(60);
  }

  @Test
  void examplesAreTheOnesThatPythonDraws() {
    PythonRandom random = new PythonRandom(1234);
    assertThat(random.sample(7473, 5)).containsExactly(6374, 3610, 957, 61, 742);
    // Python 3: r = random.Random(7); r.sample(range(10), 3); r.sample(range(100), 8)
    PythonRandom seven = new PythonRandom(7);
    assertThat(seven.sample(10, 3)).containsExactly(5, 2, 6);
    assertThat(seven.sample(100, 8)).containsExactly(83, 6, 9, 68, 12, 46, 74, 7);
  }

  @Test
  void everyShippedBenchmarkCanBeRead() {
    for (String name : SuiteFile.SHIPPED) {
      String shots = SuiteFile.shipped(name).contains("shots:")
          ? "\n  prompt: {shots: {from: {path: a.jsonl}}}"
          : "";
      String yaml = "benchmarks:\n- use: %s\n  data: {path: a.jsonl}%s".formatted(name, shots);
      Suite suite = SuiteFile.bind(YamlTree.parse("test", yaml), Components.load());
      assertThat(suite.benchmarks().get(0).name()).isEqualTo(name);
      assertThat(suite.benchmarks().get(0).scores()).isNotEmpty();
    }
  }
}

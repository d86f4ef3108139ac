package io.gradus.experiments.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.SharedData;
import io.gradus.core.component.Components;
import io.gradus.experiments.binding.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Items that lm-evaluation-harness asked and scored, and the benchmarks that ask the same. */
public final class Goldens {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The benchmarks of lm-evaluation-harness over the files of the goldens. */
  private static final String SUITE = """
      name: goldens
      benchmarks:
      - name: arc_challenge_0shot
        use: ARC
        data: {path: DATA/arc/arc_challenge_test_luffy.jsonl}
      - name: arc_challenge_25shot_tail
        use: ARC
        data: {path: DATA/arc/arc_challenge_test_luffy.jsonl, limit: 20}
        prompt: {shots: {count: 25, from: {path: DATA/arc/arc_challenge_test_luffy.jsonl, skip: 1147}}}
      - name: hellaswag_0shot
        use: hellaswag
        data: {path: DATA/hellaswag/hellaswag_val_sample1000.jsonl}
      - name: mmlu_5shot
        use: mmlu
        data: {path: "DATA/mmlu/test/{subject}_test.csv", limit: 30}
        prompt: {shots: {from: {path: "DATA/mmlu/dev/{subject}_dev.csv"}}}
      - name: mmlu_5shot_chat
        use: mmlu
        data: {path: "DATA/mmlu/test/{subject}_test.csv", limit: 16}
        subjects: [astronomy]
        prompt: {chat: multi-turn, shots: {from: {path: "DATA/mmlu/dev/{subject}_dev.csv"}}}
      - name: truthfulqa_mc1
        use: truthfulqa-mc1
        data: {path: DATA/truthfulqa/mc_task.json}
      - name: truthfulqa_mc2
        use: truthfulqa-mc2
        data: {path: DATA/truthfulqa/mc_task.json}
      - name: bbh_fewshot
        use: bbh
        data: {path: "DATA/bbh/{subject}.json", limit: 20}
        subjects: [navigate, date_understanding, object_counting]
        prompt: {preamble: "PREAMBLES/bbh_fewshot_{subject}"}
      - name: bbh_cot_fewshot
        use: bbh-cot
        data: {path: "DATA/bbh/{subject}.json", limit: 8}
        subjects: [navigate, date_understanding, object_counting]
        prompt: {preamble: "PREAMBLES/bbh_cot_fewshot_{subject}"}
        answer: {max-tokens: 160}
      - name: gsm8k_5shot
        use: gsm8k
        data: {path: DATA/gsm8k/test.jsonl, limit: 30}
        prompt: {shots: {from: {path: DATA/gsm8k/train.jsonl}}}
      - name: gsm8k_2shot_chat
        use: gsm8k
        data: {path: DATA/gsm8k/test.jsonl, limit: 20}
        prompt: {chat: multi-turn, shots: {count: 2, from: {path: DATA/gsm8k/train.jsonl}}}
      """;

  private Goldens() {}

  /** Items of a file, one for each line. */
  public static List<JsonNode> items(String file) {
    return lines(SharedData.require("lm_eval_goldens/" + file + ".jsonl"));
  }

  /** Values of a file of JSON lines. */
  public static List<JsonNode> lines(Path file) {
    try {
      List<JsonNode> items = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        items.add(JSON.readTree(line));
      }
      return items;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A benchmark of the goldens by the name of their file, over the folder with all data sets. */
  public static Form form(String name, Path data, Path folder) {
    try {
      Path arc = folder.resolve("arc-with-choices.yaml");
      Files.writeString(arc, ARC);
      String yaml = SUITE
          .replace("DATA", data.toString())
          .replace("PREAMBLES", folder.toString())
          .replace("use: ARC", "use: " + arc);
      return SuiteFile.bind(YamlTree.parse("goldens", yaml), Components.load())
          .benchmarks()
          .stream()
          .filter(form -> form.name().equals(name))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** ARC from a file that has question and choices in one text. */
  private static final String ARC = """
      type: multiple-choice
      name: arc
      prompt:
        question: "Question: {{prompt[1].content.rpartition('\\n\\n')[0]}}\\nAnswer:"
      choices: "{% set ns = namespace(list=[]) %}{% for line in prompt[1].content.strip().rpartition('\\n\\n')[2].split('\\n') %}\\
        {% set ns.list = ns.list + [line[3:]] %}{% endfor %}{{ns.list | tojson}}"
      gold: "{% set ns = namespace(list=[]) %}{% for line in prompt[1].content.strip().rpartition('\\n\\n')[2].split('\\n') %}\\
        {% set ns.list = ns.list + [line[0]] %}{% endfor %}{{ns.list.index(reward_model.ground_truth)}}"
      metrics: [acc, acc-norm]
      """;

  /** Writes the fixed text before the questions of BIG-Bench Hard, which the goldens' prompts begin with. */
  public static void preambles(String file, Path folder) throws IOException {
    for (JsonNode item : items(file)) {
      String prompt = item.path("prompt").asText();
      Files.writeString(
          folder.resolve(item.path("task").asText()),
          prompt.substring(0, prompt.lastIndexOf("Q: ")));
    }
  }

  /** Index of an item's question. */
  public static int index(List<Exam.Question> questions, JsonNode item) {
    for (int i = 0; i < questions.size(); i++) {
      Exam.Question question = questions.get(i);
      if (question.row() == item.path("row").asInt()
          && item.path("file").asText().contains(question.subject())) {
        return i;
      }
    }
    throw new AssertionError("no question for row " + item.path("row"));
  }
}

package io.gradus.experiments.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.SharedData;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.DeviceChoice;
import io.gradus.core.engine.MatmulChoice;
import io.gradus.core.engine.Precision;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.benchmark.Answered;
import io.gradus.experiments.benchmark.Exam;
import io.gradus.experiments.benchmark.Form;
import io.gradus.experiments.benchmark.Goldens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the harness with lm-evaluation-harness 0.4.13 on SmolLM2, item by item. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LmEvalGoldensTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  /** Largest difference of a log-likelihood that rounding explains. */
  private static final double TOLERANCE = 2e-3;
  /** Smallest lead of a choice that rounding cannot turn. */
  private static final double MARGIN = 1e-3;
  /** Smallest lead of a token that rounding cannot turn. */
  private static final double LOGIT_MARGIN = 0.02;

  @TempDir
  private Path folder;

  private Optional<Policy> policy = Optional.empty();
  private Optional<Tokenizer> tokenizer = Optional.empty();
  private Optional<PolicyModel> model = Optional.empty();

  @BeforeAll
  void load() {
    Path gguf = SharedData.require("models/smollm2_135m_instruct/SmolLM2-135M-Instruct.Q4_1.gguf");
    try (PretrainedModel pretrained = PretrainedModel.open(gguf)) {
      policy = Optional.of(pretrained.policy(
          Compute.choose(DeviceChoice.auto(), Precision.FLOAT32, MatmulChoice.MKL),
          Optional.empty(),
          0));
      tokenizer = Optional.of(pretrained.tokenizer());
      model = Optional.of(new PolicyModel(policy.get(), tokenizer.get(), 1, new StopSignal()));
    }
  }

  @AfterAll
  void close() {
    policy.ifPresent(Policy::close);
  }

  private record Asked(JsonNode item, Exam.Question question, Answered answer) {}

  /** Asks the questions of a file's items. */
  private List<Asked> ask(String file) throws IOException {
    List<JsonNode> items = Goldens.items(file);
    Path data = Objects.requireNonNull(SharedData.require("lm_eval_goldens").getParent());
    if (file.startsWith("bbh")) {
      Goldens.preambles(file, folder);
    }
    Form form = Goldens.form(file, data, folder);
    Exam exam = form.open(model.orElseThrow());
    List<Exam.Question> questions = exam.questions();
    Map<Integer, JsonNode> wanted = new HashMap<>();
    List<Exam.Question> some = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    for (JsonNode item : items) {
      int index = Goldens.index(questions, item);
      wanted.put(index, item);
      indices.add(index);
      some.add(questions.get(index));
    }
    List<Asked> asked = new ArrayList<>();
    for (List<Integer> batch :
        Batches.of(some, model.orElseThrow()::tokens, SuiteRun.BATCH_TOKENS)) {
      List<Integer> which = batch.stream().map(indices::get).toList();
      List<Answered> answers = exam.answer(which, model.orElseThrow());
      for (int i = 0; i < which.size(); i++) {
        asked.add(new Asked(
            Objects.requireNonNull(wanted.get(which.get(i))),
            questions.get(which.get(i)),
            answers.get(i)));
      }
    }
    return asked;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arc_challenge_0shot",
        "arc_challenge_25shot_tail",
        "hellaswag_0shot",
        "mmlu_5shot",
        "mmlu_5shot_chat",
        "truthfulqa_mc1",
        "truthfulqa_mc2"
      })
  void likelihoodsPredictionsAndAggregatesAreThoseOfLmEval(String file) throws IOException {
    List<Asked> asked = ask(file);
    double largest = 0;
    for (Asked each : asked) {
      JsonNode item = each.item();
      String place = file + " row " + item.path("row");
      assertThat(each.question().prompt())
          .as(place)
          .isEqualTo(item.path("prompt").asText());
      List<?> logs =
          (List<?>) Objects.requireNonNull(each.answer().details().get("log_likelihoods"));
      List<Double> sorted = new ArrayList<>();
      for (int c = 0; c < item.path("loglik").size(); c++) {
        double log = (Double) logs.get(c);
        double expected = item.path("loglik").get(c).asDouble();
        assertThat(log).as(place + " choice " + c).isEqualTo(expected, within(TOLERANCE));
        largest = Math.max(largest, Math.abs(log - expected));
        sorted.add(expected);
      }
      sorted.sort((a, b) -> Double.compare(b, a));
      if (item.has("pred") && sorted.get(0) - sorted.get(1) > MARGIN) {
        assertThat(each.answer().details().get("likeliest"))
            .as(place)
            .isEqualTo(item.path("pred").asInt());
      }
    }
    System.err.printf("%s: %d items, largest difference %.2g%n", file, asked.size(), largest);
    aggregates(
        file, asked, Map.of("acc", "acc", "acc_norm", "acc_norm", "mc1", "acc", "mc2", "mass"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bbh_fewshot", "bbh_cot_fewshot", "gsm8k_5shot", "gsm8k_2shot_chat"})
  void greedyTextsAreThoseOfLmEvalWhereNoTokenWasClose(String file) throws IOException {
    List<Asked> asked = ask(file);
    int equal = 0;
    int close = 0;
    for (Asked each : asked) {
      JsonNode item = each.item();
      String place = file + " row " + item.path("row");
      assertThat(each.question().prompt())
          .as(place)
          .isEqualTo(item.path("prompt").asText());
      JsonNode answer = JSON.valueToTree(each.answer().details().get("answers")).get(0);
      boolean same = answer.path("text").asText().equals(item.path("output").asText());
      equal += same ? 1 : 0;
      if (!same) {
        System.err.printf("%s differs, margin %s%n", place, item.path("min_margin"));
      }
      if (!same && item.path("min_margin").asDouble() < LOGIT_MARGIN) {
        close++;
        continue;
      }
      assertThat(answer.path("text").asText())
          .as(place)
          .isEqualTo(item.path("output").asText());
      assertThat(answer.path("finish").asText())
          .as(place)
          .isEqualTo(item.path("finish").asText());
      assertThat(answer.path("tokens").asInt())
          .as(place)
          .isEqualTo(item.path("output_ids").size());
      assertThat(answer.path("extracted")).as(place).isEqualTo(item.path("extracted"));
      item.path("exact_match")
          .properties()
          .forEach(score -> assertThat(each.answer().scores(score.getKey())[0])
              .as(place)
              .isEqualTo(score.getValue().asDouble()));
    }
    System.err.printf(
        "%s: %d items, %d equal, %d differ after a close token%n",
        file, asked.size(), equal, close);
    assertThat(equal).isGreaterThan(asked.size() * 3 / 4);
  }

  private static void aggregates(String file, List<Asked> asked, Map<String, String> names)
      throws IOException {
    JsonNode tasks = JSON.readTree(
            SharedData.require("lm_eval_goldens/aggregates.json").toFile())
        .path(file);
    for (Map.Entry<String, JsonNode> task : tasks.properties()) {
      List<Answered> answers = asked.stream()
          .filter(a -> a.item().path("task").asText().equals(task.getKey())
              || task.getKey().equals("mmlu"))
          .map(Asked::answer)
          .toList();
      List<String> scores = List.copyOf(answers.get(0).marks().keySet());
      BenchmarkScores result = Scoreboard.of(answers, scores, List.of());
      JsonNode half = task.getValue().path("this_half");
      names.forEach((theirs, ours) -> {
        if (half.has(theirs) && scores.contains(ours)) {
          BenchmarkScores.Scored scored = Objects.requireNonNull(result.scores().get(ours));
          assertThat(scored.mean()).isEqualTo(half.path(theirs).asDouble(), within(5e-6));
          assertThat(scored.standardError())
              .as(task.getKey())
              .isEqualTo(half.path(theirs + "_stderr").asDouble(), within(5e-6));
        }
      });
    }
  }

  @Test
  void contextsAndContinuationsAreCutAsInLmEval() {
    for (JsonNode item : Goldens.items("loglikelihood_edge")) {
      if (item.path("kind").asText().equals("rolling")) {
        continue;
      }
      int window = item.has("max_length")
          ? item.path("max_length").asInt()
          : policy.orElseThrow().architecture().context();
      edge(item, window);
    }
  }

  private void edge(JsonNode item, int window) {
    String kind = item.path("kind").asText();
    Encoder encoder = new Encoder(tokenizer.orElseThrow(), window);
    String context = item.path("context").asText();
    String continuation = item.path("continuation").asText();
    if (item.path("loglik").isNull()) {
      assertThatThrownBy(() -> encoder.pair(context, continuation))
          .as(kind)
          .isInstanceOf(UserError.class)
          .hasMessageContaining("no tokens of its own");
      return;
    }
    Encoder.Pair pair = encoder.pair(context, continuation);
    assertThat(pair.continuation())
        .as(kind)
        .isEqualTo(JSON.convertValue(item.path("continuation_ids"), int[].class));
    if (!pair.cut()) {
      assertThat(pair.context())
          .as(kind)
          .isEqualTo(JSON.convertValue(item.path("context_ids"), int[].class));
    }
    assertThat(pair.cut()).as(kind).isEqualTo(kind.contains("window of 16"));
    float[] logProbs = policy
        .orElseThrow()
        .score(List.of(new TokenSequence(pair.context(), pair.continuation())), 1)
        .logProbs()[0];
    double sum = 0;
    for (float logProb : logProbs) {
      sum += logProb;
    }
    assertThat(sum).as(kind).isEqualTo(item.path("loglik").asDouble(), within(TOLERANCE));
  }
}

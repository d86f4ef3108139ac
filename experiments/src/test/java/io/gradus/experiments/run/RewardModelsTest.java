package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.component.Components;
import io.gradus.core.engine.Compute;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.SequenceScores;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.preference.PairReading;
import io.gradus.core.preference.TokenPair;
import io.gradus.core.preference.TooLong;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.pretrained.TinyModelFolder;
import io.gradus.core.text.CharacterTokenizer;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.datasets.Arithmetic;
import io.gradus.datasets.Split;
import io.gradus.datasets.combine.Slips;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.cli.Folder;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.rewardmodel.LoadedRewardModel;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.experiments.rewardmodel.ScoredPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reward models: trained, resumed, exported, loaded again, used as a reward, and refused as policies. */
class RewardModelsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path RECIPES = Path.of("src/test/resources/recipes").toAbsolutePath();
  private static final String REWARD_MODEL =
      RECIPES.resolve("tiny-reward-model.yaml").toString();
  private static final String TINY = RECIPES.resolve("tiny.yaml").toString();

  @TempDir
  static Path shared;

  @TempDir
  Path folder;

  private static Path model() {
    return shared.resolve("reward-model");
  }

  private static Path exported() {
    return shared.resolve("exported");
  }

  @BeforeAll
  static void trainAndExport() {
    well("train", REWARD_MODEL, "--run", model().toString());
    well("export", model().toString(), "--to", exported().toString());
  }

  private static CommandLineRun well(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private static String refused(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("\tat ");
    return run.err();
  }

  private static List<TokenSequence> heldOut(PairReading reading) {
    return TokenPair.sequences(
        reading.pairs(new Slips(new Arithmetic(1, Split.TEST, 0, 0, 1)).first(6)));
  }

  private static Recipe recipe(Path run) {
    return RunRecipe.forWeights(Components.load(), new RunDirectory(run).recipe());
  }

  // -------------------------------------------------------------------------------------------
  // training

  @Test
  void eachStepHasItsFiguresAndHeldOutPairsAreMeasured() throws IOException {
    List<JsonNode> steps = new FinishedRun(model()).lines("metrics.jsonl");
    assertThat(steps).hasSize(8);
    for (JsonNode step : steps) {
      assertThat(step.path("loss").asDouble()).isPositive();
      assertThat(step.path("accuracy").asDouble()).isBetween(0.0, 1.0);
      assertThat(step.path("score/margin").asDouble())
          .isCloseTo(
              step.path("score/chosen").asDouble() - step.path("score/rejected").asDouble(),
              within(1e-6));
      assertThat(step.path("score/length_bias").asDouble()).isBetween(-1.0, 1.0);
      assertThat(step.path("flops/update").asDouble()).isPositive();
    }
    List<JsonNode> evaluations = new FinishedRun(model()).lines("evaluations.jsonl");
    assertThat(evaluations).extracting(line -> line.path("step").asInt()).containsExactly(0, 4, 8);
    JsonNode last = evaluations.get(2);
    assertThat(last.path("mode").asText()).isEqualTo("pairs");
    assertThat(last.path("low").asDouble()).isLessThan(last.path("pass_at_1").asDouble());
    assertThat(last.path("calibration_error").asDouble()).isBetween(0.0, 1.0);
    assertThat(last.path("calibration")).isNotEmpty();
    assertThat(Files.readString(model().resolve("result.json")))
        .contains("held-out pairs: ", "accuracy ");
  }

  @Test
  void aResumedRunHasTheSameBits() throws IOException {
    Path run = folder.resolve("run");
    well("train", REWARD_MODEL, "--run", run.toString(), "--set", "reward-model.plan.steps=5");
    well("train", REWARD_MODEL, "--run", run.toString(), "--resume");
    FinishedRun resumed = new FinishedRun(run);
    FinishedRun whole = new FinishedRun(model());
    assertThat(resumed.weights()).isEqualTo(whole.weights());
    assertThat(resumed.lines("metrics.jsonl")).isEqualTo(whole.lines("metrics.jsonl"));
  }

  @Test
  void microBatchesDoNotChangeTheFigures() throws IOException {
    Path run = folder.resolve("run");
    well(
        "train",
        REWARD_MODEL,
        "--run",
        run.toString(),
        "--set",
        "reward-model.plan.micro-batch=8",
        "--set",
        "reward-model.plan.steps=2");
    for (int step = 0; step < 2; step++) {
      JsonNode other = new FinishedRun(run).lines("metrics.jsonl").get(step);
      JsonNode here = new FinishedRun(model()).lines("metrics.jsonl").get(step);
      for (String name : List.of("loss", "gradient_norm", "score/margin")) {
        assertThat(other.path(name).asDouble())
            .as(name)
            .isCloseTo(here.path(name).asDouble(), within(1e-5));
      }
    }
  }

  @Test
  void aLanguageModelGetsANewHeadAndAnExportedRewardModelKeepsItsOwn() throws IOException {
    Path language = TinyModelFolder.write(folder.resolve("language"));
    String[] settings = {
      "--set", "policy={head: score, model: " + language + "}",
      "--set", "template={type: chat, user: \"{question}=\", assistant: \"{reasoning}{answer}\"}",
      "--set", "reward-model.plan={steps: 1, batch: 4}"
    };
    List<String> train = new ArrayList<>(
        List.of("train", REWARD_MODEL, "--run", folder.resolve("run").toString()));
    train.addAll(List.of(settings));
    well(train.toArray(new String[0]));
    well(
        "export",
        folder.resolve("run").toString(),
        "--to",
        folder.resolve("out").toString());
    JsonNode config = JSON.readTree(folder.resolve("out/config.json").toFile());
    assertThat(config.path("architectures").get(0).asText()).endsWith("ForSequenceClassification");

    Path further = folder.resolve("further");
    well(
        "train",
        REWARD_MODEL,
        "--run",
        further.toString(),
        "--set",
        "policy={head: score, model: " + exported() + "}",
        "--set",
        "reward-model.plan={steps: 1, batch: 4}");
    JsonNode first = new FinishedRun(further).lines("evaluations.jsonl").get(0);
    JsonNode last = new FinishedRun(model()).lines("evaluations.jsonl").get(2);
    assertThat(first.path("score_margin").asDouble())
        .isCloseTo(last.path("score_margin").asDouble(), within(1e-6));
  }

  @Test
  void anAdapterIsTrainedAndMerged() throws IOException {
    Path run = folder.resolve("run");
    well("train", REWARD_MODEL, "--run", run.toString(), "--set", "policy.lora={rank: 2}");
    Path merged = folder.resolve("merged");
    well("export", run.toString(), "--merge", "--to", merged.toString());
    JsonNode evaluated = new FinishedRun(run).lines("evaluations.jsonl").get(2);
    try (PretrainedModel files = PretrainedModel.openForScores(merged);
        Policy policy = files.policy(Compute.cpu())) {
      float[] scores = new SequenceScores(policy)
          .of(heldOut(
              new PairReading(files.tokenizer(), recipe(run).boundTemplate(), 48, TooLong.REFUSE)));
      double margin = 0;
      for (int i = 0; i < scores.length; i += 2) {
        margin += (scores[i] - scores[i + 1]) / 6;
      }
      assertThat(margin).isCloseTo(evaluated.path("score_margin").asDouble(), within(1e-5));
    }
  }

  // -------------------------------------------------------------------------------------------
  // files

  @Test
  void theExportedFolderIsASequenceClassificationThatGivesEqualScores() throws IOException {
    JsonNode config = JSON.readTree(exported().resolve("config.json").toFile());
    assertThat(config.path("architectures").get(0).asText())
        .isEqualTo("LlamaForSequenceClassification");
    assertThat(config.path("id2label")).hasSize(1);
    assertThat(config.path("pad_token_id").asInt())
        .as("padding is no end token")
        .isNotEqualTo(config.path("eos_token_id").asInt());
    JsonNode tokenizer =
        JSON.readTree(exported().resolve("tokenizer_config.json").toFile());
    assertThat(tokenizer.path("pad_token").asText()).isNotEqualTo(CharacterTokenizer.END);
    Recipe recipe = recipe(model());
    List<TokenSequence> texts =
        heldOut(new PairReading(recipe.tokenizer(), recipe.boundTemplate(), 48, TooLong.REFUSE));
    try (PretrainedModel files = PretrainedModel.openForScores(exported());
        KeptCheckpoint kept =
            KeptCheckpoint.load(recipe, new RunDirectory(model()), Optional.empty());
        Policy policy = files.policy(kept.policy().compute())) {
      assertThat(files.hasNewHead()).isFalse();
      assertThat(heldOut(
              new PairReading(files.tokenizer(), recipe.boundTemplate(), 48, TooLong.REFUSE)))
          .usingRecursiveComparison()
          .isEqualTo(texts);
      assertThat(new SequenceScores(policy).of(texts))
          .isEqualTo(new SequenceScores(kept.policy()).of(texts));
    }
  }

  @Test
  void aClassifierWithSeveralLabelsIsRefused() throws IOException {
    Path other = Folder.copy(exported(), folder.resolve("labels"));
    String config = Files.readString(other.resolve("config.json"));
    Files.writeString(
        other.resolve("config.json"),
        config.replace("\"0\" : \"LABEL_0\"", "\"0\" : \"LABEL_0\", \"1\" : \"LABEL_1\""));
    assertThat(refused(
            "train",
            REWARD_MODEL,
            "--dry-run",
            "--set",
            "policy={head: score, model: " + other + "}"))
        .contains("id2label", "this classifier has 2 labels", "one label");
  }

  // -------------------------------------------------------------------------------------------
  // as a reward

  private static String[] grpo(Path run, Path reward, String... more) {
    List<String> arguments = new ArrayList<>(List.of(
        "train",
        TINY,
        "--run",
        run.toString(),
        "--set",
        "sft.plan.steps=4",
        "--set",
        "grpo.plan.steps=4",
        "--set",
        "grpo.objective.reward={type: sum, terms: [{weight: 0.5, reward: {type: reward-model, model: "
            + reward
            + "}}, {reward: {type: arithmetic-answer}}]}",
        "--set",
        "checkpoint.every=1",
        "--set",
        "checkpoint.keep=9"));
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  @Test
  void aRunAgainstARewardModelResumesBitForBitAndRefusesOtherWeights() throws IOException {
    Path own = Folder.copy(exported(), folder.resolve("own"));
    Path run = folder.resolve("run");
    well(grpo(run, own));
    FinishedRun whole = new FinishedRun(run);
    JsonNode step = whole.lines("metrics.jsonl").get(4);
    assertThat(step.path("term/reward-model").asDouble()).isNotZero();
    assertThat(step.path("term/arithmetic-answer").isNumber()).isTrue();
    assertThat(step.path("verdict/verifier_error").asInt()).isZero();
    assertThat(JSON.readTree(run.resolve("provenance.json").toFile())
            .path("reward-models")
            .path(own.toString())
            .path("sha256")
            .asText())
        .hasSize(64);

    FinishedRun cut = whole.cutAfter(2, 3, folder.resolve("cut"));
    well(grpo(cut.folder(), own, "--resume"));
    assertThat(cut.weights()).isEqualTo(whole.weights());
    assertThat(cut.rollouts()).isEqualTo(whole.rollouts());

    FinishedRun again = whole.cutAfter(2, 2, folder.resolve("again"));
    Path weights = own.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 4] ^= 1;
    Files.write(weights, bytes);
    assertThat(refused(grpo(again.folder(), own, "--resume")))
        .contains("the reward model", "has other weights than when the run began");
  }

  @Test
  void aRunAndItsExportedFolderGiveTheSameRewards() throws IOException {
    assertThat(Files.readString(exported().resolve("README.md")))
        .contains("| held-out pairs, accuracy |");
    List<Double> rewards = new ArrayList<>();
    for (Path reward : List.of(model(), exported())) {
      Path run = folder.resolve("run-" + rewards.size());
      well(grpo(run, reward, "--set", "grpo.plan.steps=1"));
      rewards.add(new FinishedRun(run)
          .lines("metrics.jsonl")
          .get(4)
          .path("term/reward-model")
          .asDouble());
    }
    assertThat(rewards.get(1)).isEqualTo(rewards.get(0));
  }

  @Test
  void rejectionSamplingKeepsTheCompletionsWithTheHighestScores() throws IOException {
    Path run = folder.resolve("run");
    well(
        "train",
        TINY,
        "--run",
        run.toString(),
        "--set",
        "stages=[{type: rejection-sampling, dataset: {type: arithmetic, digits: 1}, plan: {problems: 6, samples: 4, problems-per-step: 3}, sampling: {max-tokens: 12}, keep: {type: best, most: 1}, reward: {type: reward-model, model: "
            + exported()
            + "}}]");
    for (JsonNode step : new FinishedRun(run).lines("metrics.jsonl")) {
      assertThat(step.path("verdict/verifier_error").asInt()).isZero();
      assertThat(step.path("flops/sampling").asDouble()).isPositive();
      assertThat(step.path("time/sampling").asDouble())
          .isEqualTo(step.path("time/step").asDouble());
    }
    assertThat(JSON.readTree(run.resolve("provenance.json").toFile()).path("reward-models"))
        .isNotEmpty();
  }

  @Test
  void theMemoryOfRewardModelsIsPlanned() throws IOException {
    JsonNode plan = JSON.readTree(
        well(grpo(folder.resolve("run"), model(), "--dry-run", "--json")).out());
    assertThat(plan.path("memory").path("reward models").asLong()).isGreaterThan(1 << 16);
  }

  @Test
  void itReadsTheWholeCompletionOrOnlyTheAnswer() {
    Recipe recipe = recipe(model());
    Problem problem = Problem.of("1+2", "1+2", "3");
    String text = "<think>1+2+0=03</think> 3 ";
    try (KeptCheckpoint kept =
        KeptCheckpoint.load(recipe, new RunDirectory(model()), Optional.empty())) {
      double answer = loaded(recipe, kept, ScoredPart.ANSWER, 48)
          .score(problem, Completion.ofText("<think>1+2+0=03</think>3"))
          .value();
      assertThat(loaded(recipe, kept, ScoredPart.WHOLE, 48)
              .score(problem, Completion.ofText("3"))
              .value())
          .isEqualTo(answer);
      assertThat(loaded(recipe, kept, ScoredPart.WHOLE, 48)
              .score(problem, Completion.ofText("<think>1+2+0=03</think>3"))
              .value())
          .isNotEqualTo(answer);
      // This tokenizer has no space, so the whole text cannot be read; its answer can.
      assertThat(loaded(recipe, kept, ScoredPart.ANSWER, 48)
              .score(problem, Completion.ofText(text))
              .value())
          .isEqualTo(answer);
      assertThat(loaded(recipe, kept, ScoredPart.WHOLE, 48)
              .score(problem, Completion.ofText(text))
              .why())
          .contains("reward model tiny", "character");
      assertThat(loaded(recipe, kept, ScoredPart.WHOLE, 8)
              .score(problem, Completion.ofText("1+2+0=03"))
              .why())
          .contains("more than its context of 8", "sampling.max-tokens");
    }
  }

  private static LoadedRewardModel loaded(
      Recipe recipe, KeptCheckpoint kept, ScoredPart part, int context) {
    return new LoadedRewardModel(
        new RewardModel(
            Path.of("tiny"), Optional.empty(), part, Optional.empty(), Optional.empty()),
        new SequenceScores(kept.policy()),
        recipe.tokenizer(),
        recipe.boundTemplate(),
        context,
        new MicroBatches(Optional.empty(), 512));
  }

  // -------------------------------------------------------------------------------------------
  // contradictions

  @Test
  void aRewardModelIsRefusedAsAPolicyWithPlaceAndRemedy() {
    for (Path path : List.of(model(), exported())) {
      assertThat(refused("sample", path.toString(), "1+2"))
          .contains(path.toString(), "reward model", "cannot write any", "language model");
      assertThat(refused("eval", path.toString(), "--recipe", TINY)).contains("reward model");
    }
    assertThat(refused("train", TINY, "--dry-run", "--set", "policy={model: " + exported() + "}"))
        .contains(exported().toString(), "is a reward model", "policy.head: score");
    assertThat(refused("export", model().toString(), "--gguf", "F16", "--to", "x.gguf"))
        .contains("--gguf: a reward model has no form as a GGUF");
  }

  @Test
  void anExportedRewardModelIsEvaluatedOnPairsLikeItsRun() throws IOException {
    JsonNode run = JSON.readTree(well("eval", model().toString(), "--json").out());
    CommandLineRun evaluated =
        well("eval", exported().toString(), "--recipe", REWARD_MODEL, "--json");
    JsonNode files = JSON.readTree(evaluated.out());
    assertThat(files.findValue("problems").asInt()).isEqualTo(6);
    for (String figure : List.of("pass_at_1", "low", "calibration_error", "length_bias")) {
      assertThat(files.findValue(figure)).as(figure).isEqualTo(run.findValue(figure));
    }
    assertThat(files.findValue("score_margin").asDouble())
        .isCloseTo(run.findValue("score_margin").asDouble(), within(1e-6));
    assertThat(well("eval", exported().toString(), "--recipe", REWARD_MODEL).out())
        .contains("held-out: accuracy ", "on 6 pairs", "calibration error", "length bias");
  }

  @Test
  void aBenchmarkThatNeedsAnotherHeadIsRefusedWithPlaceAndRemedy() throws IOException {
    for (Path path : List.of(model(), exported())) {
      assertThat(refused("eval", path.toString(), "--recipe", TINY))
          .contains(
              path + ": is a reward model",
              "'pass-at-k' (evaluation.benchmarks[0] of " + TINY,
              "Give a language model");
    }
    Path language = TinyModelFolder.write(folder.resolve("language"));
    assertThat(refused("eval", language.toString(), "--recipe", REWARD_MODEL))
        .contains(language + ": is a language model", "'held-out' (evaluation.benchmarks[0] of");
    assertThat(refused("eval", exported().toString(), "--recipe", REWARD_MODEL, "--base", "x"))
        .contains("--base: ", "is not an adapter");
  }

  @Test
  void aScalarHeadIsRefusedByEveryCommandThatNeedsLogits() throws IOException {
    Path rows = Files.writeString(
        folder.resolve("rows.jsonl"), "{\"prompt\": \"1+2=\", \"completion\": \"3\"}\n");
    Path suite = Files.writeString(
        folder.resolve("suite.yaml"),
        "name: suite\nbenchmarks: [{use: gsm8k, data: {path: " + rows + "}}]\n");
    for (String[] command : List.of(
        new String[] {"logprobs", exported().toString(), "--input", rows.toString()},
        new String[] {"eval", exported().toString(), "--benchmarks", suite.toString()})) {
      assertThat(refused(command))
          .as(String.join(" ", command))
          .contains(exported().toString(), "is a reward model", "Give a language model");
    }
  }

  @Test
  void stagesAndBenchmarksThatContradictTheHeadAreRefused() {
    assertThat(refused("train", TINY, "--dry-run", "--set", "policy.head=score"))
        .contains(
            "stages[0]: a stage of type sft needs a language model",
            "evaluation.benchmarks[0]: 'pass-at-k' needs a language model",
            "Use a benchmark of type pairs");
    assertThat(refused("train", REWARD_MODEL, "--dry-run", "--set", "policy.head=language"))
        .contains(
            "stages[0]: a stage of type reward-model trains a scalar head",
            "Set policy.head: score",
            "evaluation.benchmarks[0]: 'held-out' measures a reward model");
  }

  @Test
  void aLanguageModelIsNoRewardModelAndARewardModelIsNoTeacher() throws IOException {
    Path language = TinyModelFolder.write(folder.resolve("language"));
    assertThat(refused(grpo(folder.resolve("run"), language, "--dry-run")))
        .contains("stages[1].objective.reward: reward-model: ", "is a language model", "Train a");
    assertThat(refused(grpo(folder.resolve("run"), folder.resolve("nowhere"), "--dry-run")))
        .contains("stages[1].objective.reward: reward-model: ", "there is no such run");
    assertThat(refused(
            "train",
            RECIPES.resolve("tiny-student.yaml").toString(),
            "--dry-run",
            "--set",
            "teachers.big.path=" + model()))
        .contains("teachers.big: ", "is a run of a reward model");
    assertThat(refused(
            "train",
            TINY,
            "--dry-run",
            "--set",
            "evaluation.benchmarks[0].reward={type: reward-model, model: " + model() + "}"))
        .contains("evaluation.benchmarks[0].reward: a reward model does not say");
  }

  @Test
  void problemsThatAreNoPairsAndPairsOfEqualTextsAreRefused() throws IOException {
    assertThat(refused(
            "train",
            REWARD_MODEL,
            "--run",
            folder.resolve("run").toString(),
            "--set",
            "reward-model.dataset={type: arithmetic, digits: 1}"))
        .contains("stages[0]: problem 'arithmetic-", "so it is no preference pair", "trl-file");
    assertThat(folder.resolve("run")).doesNotExist();
    Path pairs = Files.writeString(
        folder.resolve("pairs.jsonl"),
        "{\"prompt\": \"1+2\", \"chosen\": \"3\", \"rejected\": \"3\"}\n");
    assertThat(refused(
            "train",
            REWARD_MODEL,
            "--run",
            folder.resolve("run").toString(),
            "--set",
            "reward-model.dataset={type: trl-file, path: " + pairs + "}"))
        .contains("pairs.jsonl:1", "the same text");
  }
}

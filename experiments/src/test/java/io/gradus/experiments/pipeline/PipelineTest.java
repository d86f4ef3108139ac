package io.gradus.experiments.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.checkpoint.RunLock;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.run.GradusProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a tiny pipeline. {@code -Dgradus.kills=25} sets more kills, {@code -Dgradus.kill.seed=N} other instants. */
class PipelineTest {
  private static final Path TINY =
      Path.of("src/test/resources/recipes/tiny-pipeline.yaml").toAbsolutePath();
  private static final Path KINDS =
      Path.of("src/test/resources/recipes/tiny-kinds.yaml").toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KILLS = Integer.getInteger("gradus.kills", 2);
  private static final long SEED = Long.getLong("gradus.kill.seed", 17);

  @TempDir
  Path folder;

  private Path run;

  @BeforeEach
  void choose() {
    run = folder.resolve("run");
  }

  private CommandLineRun pipeline(String... more) {
    return pipeline(TINY, more);
  }

  private CommandLineRun pipeline(Path file, String... more) {
    List<String> words =
        new ArrayList<>(List.of("pipeline", file.toString(), "--run", run.toString()));
    words.addAll(List.of(more));
    return CommandLineRun.of(words.toArray(new String[0]));
  }

  private static void assertEnded(CommandLineRun ended) {
    assertThat(ended.exitCode()).as(ended.err()).isZero();
  }

  private Path changed(String old, String now) throws IOException {
    String text = Files.readString(TINY);
    assertThat(text).contains(old);
    return Files.writeString(folder.resolve("changed.yaml"), text.replace(old, now));
  }

  private static List<String> stages(Path run) throws IOException {
    try (var folders = Files.list(run.resolve("stages"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  private static String running(Path run) throws IOException {
    for (String stage : Files.exists(run.resolve("stages")) ? stages(run) : List.<String>of()) {
      Path record = run.resolve("stages").resolve(stage).resolve("stage.json");
      if (Files.notExists(record)
          || !JSON.readTree(Files.readString(record)).path("done").asBoolean()) {
        return stage;
      }
    }
    return "no stage";
  }

  private static Map<String, String> artefacts(Path run) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    for (String stage : stages(run)) {
      JsonNode record = JSON.readTree(
          Files.readString(run.resolve("stages").resolve(stage).resolve("stage.json")));
      assertThat(record.path("done").asBoolean()).as(stage).isTrue();
      record
          .path("artefacts")
          .properties()
          .forEach(artefact ->
              hashes.put(stage + "/" + artefact.getKey(), artefact.getValue().asText()));
    }
    return hashes;
  }

  private Map<String, String> states(String... settings) {
    List<String> words = new ArrayList<>(
        List.of("pipeline", TINY.toString(), "--run", run.toString(), "--dry-run", "--json"));
    words.addAll(List.of(settings));
    CommandLineRun shown = CommandLineRun.of(words.toArray(new String[0]));
    assertEnded(shown);
    Map<String, String> states = new LinkedHashMap<>();
    try {
      JSON.readTree(shown.out())
          .path("stages")
          .forEach(stage ->
              states.put(stage.path("name").asText(), stage.path("status").asText()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return states;
  }

  @Test
  void everyStageRunsOnceAndIsMeasured() throws IOException {
    assertThat(states()).containsEntry("cold-start", "next").containsEntry("imitation", "waiting");
    assertEnded(pipeline());
    assertThat(states().values()).containsOnly("done");
    Map<String, String> first = artefacts(run);
    assertThat(first)
        .containsKeys(
            "cold-start/model",
            "reasoning/model",
            "samples/run/artefacts/1-rejection-sampling/samples.jsonl",
            "imitation/model");
    CommandLineRun again = pipeline();
    assertEnded(again);
    assertThat(again.err()).doesNotContain("stage 1 of 4").doesNotContain("stage 4 of 4");
    JsonNode summary = JSON.readTree(Files.readString(run.resolve("pipeline.json")));
    assertThat(summary.at("/stages/1/effect/sums sampled/change/low").isNumber())
        .isTrue();
    assertThat(summary.at("/stages/2/counts/kept").asInt()).isPositive();
    assertThat(summary.at("/stages/2/evaluation").isEmpty()).isTrue();
    String page = Files.readString(run.resolve("pipeline.html"));
    assertThat(page)
        .contains("cold-start", "imitation", "<svg")
        .doesNotContain("http://", "https://");
    CommandLineRun cost = CommandLineRun.of("cost", run.toString());
    assertEnded(cost);
    assertThat(cost.out())
        .containsSubsequence("cold-start", "reasoning", "samples", "imitation", "total")
        .doesNotContain("older version");
    CommandLineRun stages = CommandLineRun.of("stages", run.toString());
    assertEnded(stages);
    assertThat(stages.out()).contains("cold-start").contains("done").contains("kept");
  }

  @Test
  void aStageWhoseModelIsContinuedBeginsWithTheSameWeights() throws IOException {
    assertEnded(pipeline("--until", "reasoning"));
    assertThat(run.resolve("stages/samples")).doesNotExist();
    String trained = JSON.readTree(
            Files.readString(run.resolve("stages/cold-start/run/result.json")))
        .path("weights_sha256")
        .asText();
    String begun = JSON.readTree(
            Files.readString(run.resolve("stages/reasoning/run/provenance.json")))
        .path("first_weights_sha256")
        .asText();
    assertThat(trained).isNotEmpty().isEqualTo(begun);
  }

  @Test
  void oneChangedKeyRunsItsStageAndThoseThatDependOnItAndNoOther() throws IOException {
    assertEnded(pipeline());
    Map<String, String> before = artefacts(run);
    String change = "samples.keep.most=1";
    assertThat(states("--set", change))
        .isEqualTo(Map.of(
            "cold-start", "done", "reasoning", "done", "samples", "stale", "imitation", "stale"));
    CommandLineRun second = pipeline("--set", change);
    assertEnded(second);
    assertThat(second.err())
        .contains("stage 3 of 4: samples", "stage 4 of 4: imitation")
        .doesNotContain("stage 1 of 4", "stage 2 of 4");
    Map<String, String> after = artefacts(run);
    assertThat(after.get("reasoning/model")).isEqualTo(before.get("reasoning/model"));
    assertThat(after.get("imitation/model")).isNotEqualTo(before.get("imitation/model"));
    // The earlier result is kept, and comes back with its key.
    CommandLineRun third = pipeline();
    assertEnded(third);
    assertThat(third.err())
        .contains("that result is back")
        .doesNotContain("rejection-sampling 1/3");
    assertThat(artefacts(run)).isEqualTo(before);
  }

  @Test
  void keysThatChangeNoResultRunNothing() {
    assertEnded(pipeline("--until", "cold-start"));
    assertThat(states("--set", "checkpoint.every=7").get("cold-start")).isEqualTo("done");
    assertThat(states("--set", "cold-start.plan.steps=31").get("cold-start")).isEqualTo("stale");
    assertThat(states("--set", "seed=6").get("cold-start")).isEqualTo("stale");
  }

  @Test
  void aKilledPipelineOfAllKindsOfStagesEndsWithTheSameArtefactsAndRepeatsNoStep() throws Exception {
    Path whole = folder.resolve("whole");
    long begin = System.nanoTime();
    GradusProcess first = process(whole);
    assertThat(first.await(300)).as(first.errors()).isZero();
    long millis = (System.nanoTime() - begin) / 1_000_000;
    Random random = new Random(SEED);
    int kills = 0;
    Map<String, Integer> struck = new TreeMap<>();
    for (int attempt = 0; kills < KILLS && attempt < 20 * KILLS; attempt++) {
      if (process(run).killAfter(500 + random.nextLong(Math.max(1, millis / 2)))) {
        kills++;
        struck.merge(running(run), 1, Integer::sum);
      } else {
        compare(whole, run);
        delete(run);
      }
    }
    GradusProcess last = process(run);
    assertThat(last.await(300)).as(last.errors()).isZero();
    compare(whole, run);
    assertThat(kills).isEqualTo(KILLS);
    System.out.printf(
        "pipeline: killed %d times (seed %d), in %s; the artefacts are the same%n",
        kills, SEED, struck);
  }

  private GradusProcess process(Path directory) throws IOException {
    return new GradusProcess(
        folder, "pipeline", KINDS.toString(), "--run", directory.toString(), "--json");
  }

  private static void compare(Path expected, Path found) throws IOException {
    assertThat(artefacts(found)).isEqualTo(artefacts(expected));
    for (String stage : stages(expected)) {
      List<Long> steps = new ArrayList<>();
      Path metrics = found.resolve("stages").resolve(stage).resolve("run/metrics.jsonl");
      for (String line : Files.readAllLines(metrics)) {
        steps.add(JSON.readTree(line).path("step").asLong());
      }
      assertThat(steps)
          .as(stage)
          .isEqualTo(
              IntStream.rangeClosed(1, steps.size()).mapToObj(i -> (long) i).toList());
    }
    assertThat(found.resolve("replaced")).doesNotExist();
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aCycleIsRefusedBeforeAnythingIsWritten() throws IOException {
    CommandLineRun refused =
        pipeline(changed("policy: base\n    type: sft", "from: stages.reasoning\n    type: sft"));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("cold-start -> reasoning -> cold-start", "changed.yaml:");
    assertThat(run).doesNotExist();
  }

  @Test
  void aStageThatOthersNeedCannotBeRemoved() throws IOException {
    assertEnded(pipeline("--until", "cold-start"));
    String text = Files.readString(TINY);
    int from = text.indexOf("  - name: samples");
    int to = text.indexOf("  - name: imitation");
    Path without = Files.writeString(
        folder.resolve("without.yaml"), text.substring(0, from) + text.substring(to));
    CommandLineRun refused = pipeline(without);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("stages.samples: is read by stage 'imitation', but there is no such stage");
    assertThat(run.resolve("stages/cold-start/model")).exists();
  }

  @Test
  void unknownModelsStagesAndArtefactsAreNamedWithTheNearest() throws IOException {
    assertThat(pipeline(changed("policy: student", "policy: studnet")).err())
        .contains("'studnet' is none of the models. Did you mean 'student'?");
    assertThat(pipeline(changed("path: stages.samples", "path: stages.sample")).err())
        .contains("there is no such stage. Did you mean 'samples'?");
    assertThat(pipeline(changed("path: stages.samples", "path: stages.samples.pairz"))
            .err())
        .contains("writes no such artefact", "It writes: counts, samples");
    assertThat(pipeline(changed("from: stages.reasoning", "from: reasoning")).err())
        .contains("from: must be 'stages.NAME'");
  }

  @Test
  void aBeginningThatIsNoStageIsRefusedAndNeverDropped() throws IOException {
    for (String wrong :
        List.of("[stages.reasoning]", "{stages: reasoning}", "stages.samples.counts")) {
      CommandLineRun refused = pipeline(changed("from: stages.reasoning", "from: " + wrong));
      assertThat(refused.exitCode()).as(wrong).isEqualTo(2);
      assertThat(refused.err()).as(wrong).contains("stages[2].from: must be 'stages.NAME'");
    }
    assertThat(pipeline(changed("policy: student", "policy: [student]")).err())
        .contains("stages[3].policy: must be the name of a model");
    assertThat(run).doesNotExist();
  }

  @Test
  void anUnknownArtefactOfAnEvaluationOrATeacherIsRefused() throws IOException {
    Path own = changed(
        "plan: {steps: 5, batch: 8}",
        "plan: {steps: 5, batch: 8}\n    evaluation: {benchmarks: [{type: pass-at-k, dataset: {type: samples, path: stages.samples.pairz}, sampling: {max-tokens: 24}, reward: {type: format}}]}");
    assertThat(pipeline(own).err())
        .contains("stages.samples.pairz: stage 'samples' writes no such artefact");
  }

  @Test
  void anUnknownLastStageIsRefusedBeforeAnythingIsWrittenAlsoInADryRun() {
    for (String[] more : List.of(new String[0], new String[] {"--dry-run"})) {
      List<String> words = new ArrayList<>(List.of("--until", "reasonin"));
      words.addAll(List.of(more));
      CommandLineRun refused = pipeline(words.toArray(new String[0]));
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).contains("--until reasonin", "Did you mean 'reasoning'?");
    }
    assertThat(run).doesNotExist();
  }

  @Test
  void anEarlierResultComesBackAlsoIfTheLaterOneWasDeleted() throws IOException {
    assertEnded(pipeline("--until", "cold-start"));
    Path stage = run.resolve("stages/cold-start");
    String first = Files.readString(stage.resolve("stage.json"));
    String[] change = {"--until", "cold-start", "--set", "cold-start.plan.steps=31"};
    assertEnded(pipeline(change));
    delete(stage); // as if the process had been killed between two moves
    CommandLineRun back = pipeline("--until", "cold-start");
    assertEnded(back);
    assertThat(back.err()).contains("that result is back");
    assertThat(stage.resolve("stage.json")).hasContent(first);
    assertEnded(pipeline(change));
  }

  @Test
  void aSecondCommandDoesNotChangeTheFilesOfARunningPipeline() throws IOException {
    assertEnded(pipeline("--until", "cold-start"));
    try (RunLock lock = RunLock.acquire(run)) {
      assertThat(lock.folder()).exists();
      CommandLineRun refused = pipeline("--set", "seed=6");
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).contains("in use");
    }
    assertThat(run.resolve("settings.json")).hasContent("[]");
  }

  @Test
  void aFaultOfALaterStageIsReportedBeforeTheFirstOneRuns() throws IOException {
    CommandLineRun refused =
        pipeline(changed("keep: {type: best, most: 2}", "keep: {type: best, most: 0}"));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("stage 'samples'", "most: must be positive");
    assertThat(run).doesNotExist();
  }

  @Test
  void anEmptyDataSetNamesTheRuleThatRemovedEverything() throws IOException {
    Path strict = changed(
        "keep: {type: best, most: 2}",
        "filters: [{type: long-paragraphs, characters: 1}]\n    keep: {type: best, most: 2}");
    CommandLineRun failed = pipeline(strict);
    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.err())
        .contains("none of 48 completions was kept", "removed by long-paragraphs");
    assertThat(run.resolve("stages/reasoning/model")).exists();
  }

  @Test
  void aChangedArtefactIsRefused() throws IOException {
    assertEnded(pipeline());
    Path samples = run.resolve("stages/samples/run/artefacts/1-rejection-sampling/samples.jsonl");
    Files.writeString(samples, Files.readString(samples) + "\n", StandardCharsets.UTF_8);
    CommandLineRun refused = pipeline();
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("has changed since stage 'samples' wrote it");
  }

  @Test
  void samplesThatWouldLoseTheirSpecialTokensAreRefused() throws IOException {
    CommandLineRun refused = pipeline(changed("type: samples", "type: trl-file"));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("Set special-tokens: true");
  }

  @Test
  void otherCommandsNameTheCommandForPipelines() {
    for (String command : List.of("train", "doctor", "cost")) {
      CommandLineRun refused = CommandLineRun.of(command, TINY.toString());
      assertThat(refused.exitCode()).as(command).isEqualTo(2);
      assertThat(refused.out() + refused.err()).as(command).contains("gradus pipeline");
    }
    assertEnded(pipeline("--until", "cold-start"));
    for (String command : List.of("report", "sample", "export")) {
      String[] words = command.equals("report")
          ? new String[] {command, run.toString()}
          : command.equals("sample")
              ? new String[] {command, run.toString(), "1+1"}
              : new String[] {
                command, run.toString(), "--to", folder.resolve("to").toString()
              };
      CommandLineRun refused = CommandLineRun.of(words);
      assertThat(refused.exitCode()).as(command).isEqualTo(2);
      assertThat(refused.err()).as(command).contains("stages/NAME/run");
    }
  }

  @Test
  void aReferenceMustMeanWhatItsKeyNeeds() throws IOException {
    assertThat(
            pipeline(changed("path: stages.samples", "path: stages.reasoning")).err())
        .contains("stages.reasoning: trains a model, and writes no data set");
    assertThat(pipeline(changed(
                "objective: {reward: {type: format}}",
                "objective: {reward: {type: reward-model, model: stages.cold-start}}"))
            .err())
        .contains("stages.cold-start: trains no reward model");
    assertThat(run).doesNotExist();
  }

  @Test
  void theDirectoryOfARunIsRefused() throws IOException {
    Files.createDirectories(run);
    Files.writeString(run.resolve("recipe.yaml"), "name: other");
    CommandLineRun refused = pipeline();
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("is the directory of a run");
    assertThat(run.resolve("stages")).doesNotExist();
  }
}

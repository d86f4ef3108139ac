package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.cli.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that distil: from a run's checkpoint, a folder, a GGUF, and from the policy itself with a hint. */
class TeachersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path RECIPES = Path.of("src/test/resources/recipes").toAbsolutePath();

  @TempDir
  static Path shared;

  @TempDir
  Path folder;

  private static Path teacher() {
    return shared.resolve("teacher");
  }

  @BeforeAll
  static void trainTheTeacher() {
    well(
        "train",
        RECIPES.resolve("tiny.yaml").toString(),
        "--run",
        teacher().toString(),
        "--set",
        "sft.plan.steps=6",
        "--set",
        "grpo.plan.steps=4");
  }

  private static CommandLineRun well(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private static String[] student(Path run, Path teacher, String... more) {
    List<String> arguments = new ArrayList<>(List.of(
        "train",
        RECIPES.resolve("tiny-student.yaml").toString(),
        "--run",
        run.toString(),
        "--set",
        "teachers.big.path=" + teacher));
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  private static String refused(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("\tat ");
    return run.err();
  }

  private static List<JsonNode> distilled(Path run) throws IOException {
    return new FinishedRun(run)
        .lines("metrics.jsonl").stream()
            .filter(line -> line.path("stage").asText().equals("grpo"))
            .toList();
  }

  @Test
  void aRunWithTeachersResumesBitForBit() throws IOException {
    Path whole = folder.resolve("whole");
    well(student(whole, teacher()));
    FinishedRun finished = new FinishedRun(whole);
    for (JsonNode step : distilled(whole)) {
      assertThat(step.path("gradient_norm").asDouble()).isGreaterThan(1e-3);
      assertThat(step.path("divergence/big").asDouble()).isGreaterThan(1e-4);
      assertThat(step.path("divergence/hinted").asDouble()).isGreaterThan(1e-6);
      assertThat(step.path("teacher/big").isNumber()).isTrue();
      assertThat(step.has("teacher/hinted")).isFalse();
    }
    for (int recorded : new int[] {2, 3}) {
      FinishedRun cut = finished.cutAfter(2, recorded, folder.resolve("cut-" + recorded));
      CommandLineRun resumed = well(student(cut.folder(), teacher(), "--resume"));
      assertThat(resumed.err()).contains("continuing from checkpoint 2-grpo-000002");
      assertThat(cut.weights()).isEqualTo(finished.weights());
      assertThat(cut.lines("metrics.jsonl")).isEqualTo(finished.lines("metrics.jsonl"));
      assertThat(cut.rollouts()).isEqualTo(finished.rollouts());
    }
  }

  @Test
  void provenanceNamesTheTeacherAndAnotherOneIsRefusedOnResume() throws IOException {
    Path own = folder.resolve("teacher");
    Folder.copy(teacher(), own);
    Path run = folder.resolve("run");
    well(student(run, own));
    JsonNode facts = JSON.readTree(run.resolve("provenance.json").toFile()).at("/teachers/big");
    assertThat(facts.path("checkpoint").asText()).isEqualTo("2-grpo-000004");
    assertThat(facts.path("sha256").asText()).hasSize(64);
    FinishedRun cut = new FinishedRun(run).cutAfter(2, 2, folder.resolve("cut"));

    // Further checkpoints of the teacher's run change nothing.
    Folder.copy(own.resolve("checkpoints/2-grpo-000003"), own.resolve("checkpoints/2-grpo-000009"));
    well(student(cut.folder(), own, "--resume"));

    FinishedRun again = new FinishedRun(run).cutAfter(2, 2, folder.resolve("again"));
    change(own.resolve("checkpoints/2-grpo-000004/model.safetensors"));
    assertThat(refused(student(again.folder(), own, "--resume")))
        .contains("teachers.big: ", "2-grpo-000004");
  }

  @Test
  void aFolderWithOtherWeightsThanWhenTheRunBeganIsRefusedOnResume() throws IOException {
    Path exported = folder.resolve("exported");
    well("export", teacher().toString(), "--to", exported.toString());
    Path run = folder.resolve("run");
    well(student(run, exported, "--set", "grpo.plan.steps=3"));
    FinishedRun cut = new FinishedRun(run).cutAfter(2, 2, folder.resolve("cut"));
    change(exported.resolve("model.safetensors"));
    assertThat(refused(student(cut.folder(), exported, "--resume", "--set", "grpo.plan.steps=3")))
        .contains("teachers.big: ", "has other weights than when the run began");
  }

  /** Flips the lowest bit of the last weight. */
  private static void change(Path weights) throws IOException {
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 4] ^= 1;
    Files.write(weights, bytes);
  }

  @Test
  void aFolderAndAGgufOfTheSameWeightsTeachTheSame() throws IOException {
    Path exported = folder.resolve("exported");
    well("export", teacher().toString(), "--to", exported.toString());
    // A GGUF has no place for a tokenizer of characters: it takes the one of its folder.
    Path gguf = exported.resolve("teacher.gguf");
    well("export", teacher().toString(), "--gguf", "F16", "--to", gguf.toString());
    List<Double> losses = new ArrayList<>();
    for (Path path : List.of(teacher(), exported, gguf)) {
      Path run = folder.resolve("run-" + losses.size());
      well(student(run, path, "--set", "grpo.plan.steps=1"));
      losses.add(distilled(run).get(0).path("divergence/big").asDouble());
    }
    assertThat(losses.get(1)).isCloseTo(losses.get(0), offset(1e-9));
    assertThat(losses.get(2)).isCloseTo(losses.get(0), offset(1e-2));
  }

  @Test
  void aNamedCheckpointOfARunIsTaken() throws IOException {
    Path run = folder.resolve("run");
    well(student(run, teacher(), "--set", "teachers.big.checkpoint=grpo-3"));
    assertThat(JSON.readTree(run.resolve("provenance.json").toFile())
            .at("/teachers/big/checkpoint")
            .asText())
        .isEqualTo("2-grpo-000003");
  }

  @Test
  void theMemoryOfTeachersIsPlanned() throws IOException {
    JsonNode plan = JSON.readTree(
        well(student(folder.resolve("run"), teacher(), "--dry-run", "--json")).out());
    assertThat(plan.path("memory").path("teachers").asLong()).isGreaterThan(1 << 16);
  }

  @Test
  void aTeacherThatIsThePolicyGivesNoDivergence() throws IOException {
    Path run = folder.resolve("run");
    well(student(
        run,
        teacher(),
        "--set",
        "teachers={self: {type: self, question: \"{question}\"}}",
        "--set",
        "grpo.plan={steps: 1, problems-per-step: 3, group-size: 2}",
        "--set",
        "grpo.objective={reward: {type: arithmetic-answer}, advantage: {type: distillation, teachers: {self: 1}}, terms: [{of: policy, loss: {type: teacher-divergence, teachers: {self: 1}}}]}",
        "--set",
        "grpo.sampling.temperature=1.0"));
    JsonNode step = distilled(run).get(0);
    assertThat(step.path("teacher/self").asDouble()).isCloseTo(0, offset(1e-5));
    assertThat(step.path("divergence/self").asDouble()).isCloseTo(0, offset(1e-6));
    assertThat(step.path("gradient_norm").asDouble()).isCloseTo(0, offset(1e-4));
  }

  // -------------------------------------------------------------------------------------------
  // contradictions

  @Test
  void aTeacherWithOtherTokensIsRefusedWithTheFirstThatDiffersAndARemedy() throws IOException {
    String said = refused(student(
        folder.resolve("run"),
        teacher(),
        "--set",
        "policy.tokenizer.alphabet=0123456789+;=",
        "--dry-run"));
    assertThat(said)
        .contains(
            "teachers.big: has other tokens than the policy: token 16 is '=' there and ';' here")
        .contains("distil by samples instead");
  }

  @Test
  void aTeacherWhoseTokenizerFileContradictsItsVocabularyIsRefused() throws IOException {
    Path exported = folder.resolve("exported");
    well("export", teacher().toString(), "--to", exported.toString());
    Path file = exported.resolve("tokenizer.json");
    ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
    ((ObjectNode) json.path("model").path("vocab")).put("~", 400);
    JSON.writeValue(file.toFile(), json);
    assertThat(refused(student(folder.resolve("run"), exported, "--dry-run")))
        .contains("teachers.big: ", "do not belong together");
    Files.delete(file);
    assertThat(refused(student(folder.resolve("run"), exported, "--dry-run")))
        .contains("teachers.big: ", "tokenizer.json");
  }

  @Test
  void namesThatNobodyHasOrReadsAreRefused() {
    assertThat(refused(student(
            folder.resolve("run"),
            teacher(),
            "--set",
            "teachers={bigger: {type: model, path: x}}")))
        .contains("stages[1]: reads a teacher 'big'", "Did you mean", "bigger")
        .contains("teachers.bigger: no stage reads it");
    assertThat(refused(student(
            folder.resolve("run"),
            teacher(),
            "--set",
            "teachers.old={type: self, question: \"{question}\"}")))
        .contains("teachers.old: this name is taken");
  }

  @Test
  void aHintThatDoesNotFitTheContextOrHasNoSolutionIsRefused() throws IOException {
    assertThat(refused(student(
            folder.resolve("run"),
            teacher(),
            "--set",
            "teachers.hinted.question=\"%s={question}\"".formatted("1".repeat(40)),
            "--dry-run")))
        .contains("teachers.hinted: would read up to", "context is 48");
    Path demonstrations = Files.writeString(
        folder.resolve("long.jsonl"),
        "{\"question\": \"%s1\", \"answer\": \"20\"}\n".formatted("1+".repeat(16)));
    assertThat(refused(student(
            folder.resolve("run"),
            teacher(),
            "--set",
            "teachers.hinted.question=\"%s={question}\"".formatted("1".repeat(8)),
            "--set",
            "stages[1].gathering={type: with-demonstrations, batch: 1, dataset: {type: file, path: %s, fields: {demonstration: answer}}}"
                .formatted(demonstrations),
            "--dry-run")))
        .as("the teacher reads demonstrations too")
        .contains("teachers.hinted: would read up to 55 tokens, but its context is 48");
    assertThat(refused(student(
            folder.resolve("run"),
            teacher(),
            "--set",
            "teachers.hinted.question=hint",
            "--dry-run")))
        .contains("question: must contain {question}");
    assertThat(refused(student(
            folder.resolve("run"),
            teacher(),
            "--set",
            "teachers.hinted={type: self, frozen: false, question: \"{question}\"}",
            "--dry-run")))
        .contains("reads the same prompt, so it teaches nothing");
  }
}

package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.component.ComponentTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks mistakes of users: exit code 2, one message with fault, place and remedy, no stack trace, nothing lost. */
class BadInputTest {
  @TempDir
  static Path folder;

  private static Path done() {
    return folder.resolve("done");
  }

  @BeforeAll
  static void aRunIsThere() {
    CommandLineRun run = TinyRun.train(done(), "--set", "evaluation.every=0");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static void refused(CommandLineRun run, String... words) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(words).doesNotContain("at io.gradus", "Exception");
    assertThat(run.out()).isEmpty();
  }

  /** Checks that the command was refused and no run has begun. */
  private static void notBegun(String setting, String... words) throws IOException {
    Path run = Files.createTempDirectory(folder, "new").resolve("run");
    refused(TinyRun.train(run, "--set", setting), words);
    assertThat(Folder.content(run).keySet()).isSubsetOf(".lock");
    // after the fix, the run must begin in the same place
    assertThat(Files.exists(run.resolve("recipe.yaml"))).isFalse();
  }

  private static Path file(String name, byte[] content) throws IOException {
    return Files.write(Files.createTempDirectory(folder, "input").resolve(name), content);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] tarGz(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes);
        TarArchiveOutputStream out = new TarArchiveOutputStream(gzip)) {
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setSize(content.length);
      out.putArchiveEntry(entry);
      out.write(content);
      out.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  @Test
  void allFaultsOfARecipeAreReportedAtOnceWithPlaceAndNearestName() throws IOException {
    String tiny = Files.readString(TinyRun.RECIPE);
    Path recipe = file(
        "faulty.yaml",
        utf8(tiny.replace("seed: 5", "seed: many")
            .replace("group-size", "group-sise")
            .replace("temperature: 1.0", "temperature: -1.0")
            .replace("advantage: standardized", "advantage: standardised")));
    CommandLineRun run = CommandLineRun.of(
        "train", recipe.toString(), "--run", folder.resolve("none").toString());
    refused(
        run,
        "faulty.yaml:3:7: seed: expected a whole number, but is 'many'",
        "stages[1].plan.group-sise: unknown key. Did you mean 'group-size'?",
        "temperature: must be 0 (greedy) to 100, but is -1.0",
        "unknown 'standardised'. Did you mean 'standardized'?");
    assertThat(run.err().lines()).hasSize(4);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void aBenchmarkWithTooFewProblemsIsReportedBeforeTheRunBegins() throws IOException {
    notBegun(
        "evaluation.benchmarks[0].problems=100000",
        "evaluation.benchmarks[0]: ",
        "asks for 100,000 problems",
        "Ask for fewer");
  }

  @Test
  void aMissingRecipeGetsTheNearestName() {
    refused(
        CommandLineRun.of("train", TinyRun.RECIPE.resolveSibling("tinny.yaml").toString()),
        "tinny.yaml: no such file. Did you mean '",
        "tiny.yaml'?");
  }

  @Test
  void aRecipeThatIsNotUtf8IsRefusedWithThePlace() throws IOException {
    Path recipe = file("latin.yaml", "name: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    refused(
        CommandLineRun.of("train", recipe.toString()),
        "latin.yaml:1:10: not UTF-8: byte 0xe9",
        "Save the file as UTF-8");
  }

  @Test
  void aNewRunIsRefusedInTheFolderOfARun() throws IOException {
    Map<String, String> before = Folder.content(done());
    refused(
        TinyRun.train(done(), "--set", "evaluation.every=0"),
        "there is a run here already",
        "--resume",
        "--run DIR");
    assertThat(Folder.content(done())).isEqualTo(before);
  }

  @Test
  void aRunIsNotResumedWithAnotherRecipe() throws IOException {
    Map<String, String> before = Folder.content(done());
    refused(
        TinyRun.train(done(), "--set", "evaluation.every=0", "--set", "seed=6", "--resume"),
        "the run here has another recipe",
        "  seed: 5 -> 6",
        "--run DIR");
    assertThat(Folder.content(done())).isEqualTo(before);
  }

  @Test
  void aResumeWithoutARunIsRefused() {
    Path none = folder.resolve("never");
    refused(TinyRun.train(none, "--resume"), "no run has begun here", "Leave out --resume");
    assertThat(none.resolve("recipe.yaml")).doesNotExist();
  }

  @Test
  void aMissingDeviceIsRefusedAndLeavesNothing() {
    Path run = folder.resolve("on-a-gpu");
    refused(TinyRun.train(run, "--set", "device=gpu7"), "device: gpu7 is missing", "device: cpu");
    refused(
        TinyRun.train(run, "--set", "device=tpu"),
        "device: must be auto, cpu, gpu0, gpu1 ..., but is 'tpu'");
    assertThat(run).doesNotExist();
  }

  @Test
  void aFinishedRunIsNotTrainedAgainAndKeepsItsResult() throws IOException {
    Map<String, String> before = Folder.content(done());

    CommandLineRun again = TinyRun.train(done(), "--set", "evaluation.every=0", "--resume");

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).contains("this run had already ended: nothing is left to train");
    Map<String, String> after = Folder.content(done());
    after.keySet().removeIf(name -> name.startsWith("report"));
    before.keySet().removeIf(name -> name.startsWith("report"));
    assertThat(before).containsKey("result.json");
    assertThat(after).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"eval", "report", "sample", "export", "doctor"})
  void aMisspeltRunGetsTheNearestName(String command) {
    List<String> arguments =
        new ArrayList<>(List.of(command, folder.resolve("donne").toString()));
    if (command.equals("sample")) {
      arguments.add("1+2");
    }
    if (command.equals("export")) {
      arguments.addAll(List.of("--to", folder.resolve("exported").toString()));
    }
    refused(
        CommandLineRun.of(arguments.toArray(new String[0])),
        "donne: ",
        "Did you mean '" + done() + "'?",
        "Give ");
  }

  @Test
  void theDoctorNamesThePlaceOfAFaultOnce() throws IOException {
    Path recipe =
        file("once.yaml", utf8(Files.readString(TinyRun.RECIPE).replace("seed: 5", "seed: many")));

    CommandLineRun run = CommandLineRun.of("doctor", recipe.toString(), "--json");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out())
        .contains("\"where\":\"" + recipe + ":3:7\"", "\"what\":\"seed: expected a whole number");
  }

  @Test
  void aRecipeGivenAsARunIsRefusedWithAMessage() {
    refused(
        CommandLineRun.of("eval", TinyRun.RECIPE.toString()), "tiny.yaml: is a file, not a run");
  }

  @Test
  void aDataFileWithoutTheMappedFieldIsRefusedBeforeTheRunBegins() throws IOException {
    Path rows = file(
        "rows.jsonl",
        utf8("{\"question\": \"1+2\", \"answer\": \"3\"}\n{\"qestion\": \"1+3\", \"answer\": "
            + "\"4\"}\n"));
    notBegun(
        "grpo.dataset={type: file, path: \"" + rows + "\"}",
        "stages[1]",
        "rows.jsonl:2",
        "'question'",
        "'qestion'");
  }

  @Test
  void aBenchmarksMissingFileIsReportedBeforeTraining() throws IOException {
    notBegun(
        "evaluation.benchmarks[0].dataset={type: file, path: \"" + folder.resolve("no.csv") + "\"}",
        "evaluation.benchmarks[0]",
        "no.csv");
  }

  @Test
  void aDecompressionBombIsNotUnpacked() throws IOException {
    Path bomb = file("bomb.tar.gz", tarGz("rows.jsonl", new byte[32 << 20]));
    notBegun(
        "grpo.dataset={type: file, path: \"" + bomb + "\"}",
        "bomb.tar.gz",
        "more than 200 times its size on disk");
  }

  @Test
  void anArchiveEntryOutsideItsFolderIsRefused() throws IOException {
    Path archive = file("up.tar.gz", tarGz("../rows.jsonl", utf8("{}\n")));
    notBegun(
        "grpo.dataset={type: file, path: \"" + archive + "\"}",
        "the path of the entry '../rows.jsonl' leads out of the archive's folder");
  }

  @Test
  void aPromptWithoutRoomForACompletionIsRefused() throws IOException {
    notBegun(
        "grpo.sampling.max-tokens=46",
        "stages[1]: problem '",
        "With max-tokens 46, it does not fit the policy's context of 48",
        "shorten the prompt, or (with an architecture of your own) raise "
            + "policy.architecture.context");
    notBegun("grpo.sampling.max-tokens=48", "stages[1].sampling.max-tokens: 48 leaves no room");
  }

  @Test
  void aTooLongPromptOfAFileIsRefusedEvenIfTheFirstStepDoesNotDrawIt() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      String question = i == 250 ? "1+".repeat(20) + "1" : i / 10 + "+" + i % 10;
      rows.append("{\"question\": \"%s\", \"answer\": \"1\"}\n".formatted(question));
    }
    Path file = file("sums.jsonl", utf8(rows.toString()));
    notBegun(
        "grpo.dataset={type: file, path: " + file + "}",
        "stages[1]: problem 'sums.jsonl:251'",
        "does not fit the policy's context of 48");
  }

  @Test
  void aRewardThatCannotJudgeTheProblemsIsRefusedBeforeTheColdStart() throws IOException {
    notBegun(
        "grpo.objective.reward={type: countdown-answer}",
        "stages[1]: objective.reward: can judge none of the problems of the first step: ",
        "target");
    notBegun(
        "evaluation.benchmarks[0].reward={type: countdown-answer}",
        "evaluation.benchmarks[0]: reward: can judge none of the first problems: ");
  }

  @Test
  void aModelFolderWithoutAConfigurationIsReported() throws IOException {
    Path empty = Files.createTempDirectory(folder, "model");
    Files.writeString(empty.resolve("model.safetensors"), "");
    Path recipe = file(
        "folder.yaml",
        utf8(Files.readString(TinyRun.RECIPE)
            .replaceAll("(?m)^  architecture:.*$", "  model: " + empty)
            .replaceAll("(?m)^  tokenizer:.*\n", "")));
    for (String command : new String[] {"train", "doctor"}) {
      CommandLineRun run = CommandLineRun.of(command, recipe.toString());
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.out() + run.err()).contains("config.json").doesNotContain("at io.gradus");
    }
  }

  @Test
  void anUnknownOptionIsReportedWithoutPagesOfUsage() {
    CommandLineRun run =
        CommandLineRun.of("train", TinyRun.RECIPE.toString(), "--learning-rate", "1");
    refused(run, "Unknown option", "--learning-rate", "--set grpo.optimizer.learning-rate");
    assertThat(run.err().lines()).hasSizeLessThan(6);
  }

  @Test
  void aMissingAdapterLeavesNoRunBehind() throws IOException {
    notBegun("policy.lora={rank: 2, from: no-such-adapter}", "no-such-adapter");
  }

  @Test
  void aDryRunDoctorAndEvalAlsoReportTooFewProblems() throws IOException {
    String setting = "evaluation.benchmarks[0].problems=100000";
    refused(
        CommandLineRun.of("train", TinyRun.RECIPE.toString(), "--dry-run", "--set", setting),
        "evaluation.benchmarks[0]: ",
        "asks for 100,000 problems");
    CommandLineRun doctor =
        CommandLineRun.of("doctor", TinyRun.RECIPE.toString(), "--set", setting);
    assertThat(doctor.out() + doctor.err())
        .contains("asks for 100,000 problems", "Ask for fewer")
        .doesNotContain("at io.gradus");
    Path run = Files.createTempDirectory(folder, "evaluated").resolve("run");
    assertThat(TinyRun.train(run).exitCode()).isZero();
    refused(
        CommandLineRun.of("eval", run.toString(), "--set", setting),
        "asks for 100,000 problems",
        "Ask for fewer");
  }

  @Test
  void anInvalidStopTokenIsRefused() throws IOException {
    notBegun(
        "grpo.sampling.stop-tokens=[\"no such\"]",
        "stages[1].sampling.stop-tokens: 'no such' is not a single token of this tokenizer");
    notBegun(
        "evaluation.benchmarks[0].sampling.stop-tokens=[\"no such\"]",
        "evaluation.benchmarks[0].sampling.stop-tokens: 'no such'");
  }

  @Test
  void partsThatContradictEachOtherAreRefused() throws IOException {
    notBegun(
        "grpo.plan={steps: 2, problems-per-step: 4, group-size: 1}",
        "plan.group-size: the advantage compares the completions of a group",
        "set advantage: whitened");
    notBegun(
        "grpo.objective.advantage=greedy-baseline",
        "gathering: the advantage greedy-baseline compares",
        "Set gathering: greedy-baseline");
    notBegun(
        "grpo.gathering=greedy-baseline",
        "objective.advantage: has a baseline of its own",
        "draws a second one");
    notBegun(
        "grpo.objective={reward: {type: tag-count}, advantage: gdpo}",
        "advantage: gdpo standardizes the parts of a reward apart",
        "type: sum");
    notBegun(
        "grpo.objective={reward: {type: tag-count}, entropy-coefficient: adaptive-entropy}",
        "entropy-coefficient: multiplies entropy-bonus, which is 0",
        "Set entropy-bonus to 1");
    notBegun(
        "grpo.objective={reward: {type: tag-count}, kl-coefficient: adaptive-kl}",
        "kl-coefficient: follows the divergence from a reference",
        "Set reference");
  }

  @Test
  void aDemonstrationWithACharacterOutsideTheAlphabetIsRefused() throws IOException {
    notBegun(
        "policy.tokenizer.alphabet=\"012345678+=;\"",
        "stages[0]",
        "is not in the tokenizer's alphabet: add it to 'alphabet'");
  }

  @Test
  void aMissingTableOfComponentsIsNamed() throws IOException {
    Path services = Files.createTempDirectory(folder, "jar");
    Files.createDirectories(services.resolve("META-INF/services"));
    Files.writeString(
        services.resolve("META-INF/services/" + ComponentTable.class.getName()),
        "com.example.Missing");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader jar = new URLClassLoader(new URL[] {services.toUri().toURL()}, before)) {
      thread.setContextClassLoader(jar);
      refused(
          CommandLineRun.of("explain", "grpo"),
          ComponentTable.class.getName(),
          "com.example.Missing not found",
          "META-INF/services");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"eval", "sample", "report"})
  void anotherFolderIsNotAcceptedAsARun(String command) throws IOException {
    String missing = folder.resolve("missing").toString();
    Path other = Files.createTempDirectory(folder, "other");
    Files.writeString(other.resolve("notes.txt"), "mine");
    Map<String, String> before = Folder.content(other);
    for (String place : new String[] {missing, other.toString()}) {
      refused(
          command.equals("sample")
              ? CommandLineRun.of(command, place, "1+2")
              : CommandLineRun.of(command, place),
          place);
    }
    assertThat(Folder.content(other)).isEqualTo(before);
    assertThat(Path.of(missing)).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eval", "sample"})
  void aRunWithoutACheckpointIsReported(String command) throws IOException {
    Path begun = Files.createTempDirectory(folder, "begun");
    Files.copy(done().resolve("recipe.yaml"), begun.resolve("recipe.yaml"));
    refused(
        command.equals("sample")
            ? CommandLineRun.of(command, begun.toString(), "1+2")
            : CommandLineRun.of(command, begun.toString()),
        "has no complete checkpoint yet");
    assertThat(Folder.content(begun).keySet()).containsExactly("recipe.yaml");
  }

  @Test
  @Timeout(120)
  void aCheckpointOfAnotherRecipeIsRefusedWithoutWaiting() throws IOException {
    Path changed = Folder.copy(done(), folder.resolve("changed"));
    Path recipe = changed.resolve("recipe.yaml");
    String text = Files.readString(recipe);
    Files.writeString(recipe, text.replaceFirst("(?m)^  lora:.*$", "  lora: {rank: 2}"));
    assertThat(Files.readString(recipe)).isNotEqualTo(text);
    refused(
        CommandLineRun.of("eval", changed.toString()),
        "checkpoint 2-grpo-000002 has no adapter_model.safetensors",
        "of another recipe");
  }

  @Test
  void aRunWithMissingComponentsAsksForTheirJar() throws IOException {
    Path changed = Folder.copy(done(), folder.resolve("foreign"));
    Path recipe = changed.resolve("recipe.yaml");
    String text = Files.readString(recipe);
    Files.writeString(recipe, text.replace("clipped-surrogate", "spo"));
    assertThat(Files.readString(recipe)).isNotEqualTo(text);
    for (String command : List.of("eval", "doctor")) {
      CommandLineRun run = CommandLineRun.of(command, changed.toString());
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.out() + run.err())
          .contains("unknown 'spo'", "your own parts")
          .contains("--classpath");
    }
  }

  @Test
  void damagedProvenanceIsNamed() throws IOException {
    Path damaged = Folder.copy(done(), folder.resolve("damaged"));
    Files.writeString(damaged.resolve("provenance.json"), "{\"device\": ");
    refused(
        CommandLineRun.of("sample", damaged.toString(), "1+2"), "provenance.json: cannot be read");
    Files.writeString(
        damaged.resolve("provenance.json"), "{\"run_format\": 2, \"device\": \"cpu\"}");
    refused(CommandLineRun.of("sample", damaged.toString(), "1+2"), "provenance.json: 'matmul' is");
    String whole = Files.readString(done().resolve("provenance.json"));
    Files.writeString(
        damaged.resolve("provenance.json"), whole.replace("\"packed_bytes\"", "\"other\""));
    refused(
        CommandLineRun.of("sample", damaged.toString(), "1+2"),
        "provenance.json: has no 'packed_bytes'",
        "another version of Gradus began the run");
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    String run = done().toString();
    refused(
        CommandLineRun.of("sample", run, "1+2", "--samples", "0"), "--samples: must be positive");
    refused(
        CommandLineRun.of("sample", run, "1+2", "--top-p", "1.5"), "--top-p: must be in (0, 1]");
    refused(CommandLineRun.of("sample", run, "1+2", "--max-tokens", "0"), "--max-tokens");
    refused(CommandLineRun.of("sample", run, "one"), "is not in the tokenizer's alphabet");
    refused(CommandLineRun.of("sample", run, "1".repeat(60)), "context of 48");
    refused(
        CommandLineRun.of("bench", "--steps", "0", "--new", "-1"),
        "--new: must be positive, but is -1",
        "--steps: must be positive, but is 0");
    refused(CommandLineRun.of("bench", "--dtype", "int8"), "--dtype: must be");
    refused(
        CommandLineRun.of("bench", "--lora", "0", "--base", "int4", "--states", "4bit"),
        "--lora: must be positive, but is 0",
        "--base: must be float32 or int8, but is 'int4'",
        "--states: must be float32 or 8bit, but is '4bit'");
    refused(CommandLineRun.of("bench", "--base", "int8"), "--base: ", "Give --lora RANK");
    refused(
        CommandLineRun.of("bench", "--problems", "65536", "--group", "65536"),
        "--problems, --group: 65536 x 65536 completions are too many");
    refused(CommandLineRun.of("bench", "--peer", "echo {}"), "--peer: prints no seconds_per_step");
    refused(CommandLineRun.of("explain", "stages.objektive"), "Did you mean 'objective'?");
    refused(CommandLineRun.of("explain", "grppo"), "Did you mean 'grpo'?");
    refused(CommandLineRun.of("explain", "mean-centred"), "Did you mean 'mean-centered'?");
    refused(CommandLineRun.of("explain", "temprature"), "Did you mean 'temperature'?");
    refused(
        CommandLineRun.of("explain", "plan.minibach"),
        "Did you mean 'minibatch'? Known: steps, problems-per-step");
    refused(CommandLineRun.of("explain", "lufy"), "Did you mean 'luffy'?");
  }
}

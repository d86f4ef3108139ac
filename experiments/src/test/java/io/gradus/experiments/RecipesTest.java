package io.gradus.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Dataset;
import io.gradus.core.Reward;
import io.gradus.core.SharedData;
import io.gradus.core.component.Components;
import io.gradus.core.curriculum.Curriculum;
import io.gradus.core.objective.Objective;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.text.Template;
import io.gradus.core.trainer.Gathering;
import io.gradus.datasets.FileDataset;
import io.gradus.experiments.binding.RecipeWriter;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.experiments.stage.Stage;
import io.gradus.experiments.teacher.Teacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that our recipes, and all pieces of recipes in the documentation, are valid. */
class RecipesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\n(.*?)^```");
  private static final Path ROOT = root();

  @TempDir
  private Path folder;

  /** Pages that show suites and studies, which are no recipes. */
  private static final Set<String> NO_RECIPES = Set.of("benchmarks.md", "sweeps.md");

  /** A piece of a recipe. */
  private record Piece(
      Optional<List<Stage>> stages,
      Optional<Dataset> dataset,
      Optional<Reward> reward,
      Optional<Objective> objective,
      Optional<Gathering> gathering,
      Optional<Curriculum> curriculum,
      Optional<Optimizer> optimizer,
      Optional<Map<String, Teacher>> teachers,
      Optional<Recipe.CheckpointPlan> checkpoint,
      Optional<Template> template,
      Optional<Recipe.PolicyChoice> policy) {}

  /** A piece on a page of the documentation. */
  private record Shown(String page, String yaml) {
    @Override
    public String toString() {
      return page + ": " + yaml.lines().findFirst().orElse("");
    }
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("recipes"))) {
      at = Objects.requireNonNull(at.getParent(), "recipes/ above the working directory");
    }
    return at;
  }

  static List<Path> recipes() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("recipes"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  static List<Shown> pieces() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files
          .filter(f -> f.toString().endsWith(".md"))
          .filter(f -> !NO_RECIPES.contains(String.valueOf(f.getFileName())))
          .sorted()
          .forEach(pages::add);
    }
    if (Files.exists(ROOT.resolve("README.md"))) {
      pages.add(ROOT.resolve("README.md"));
    }
    List<Shown> pieces = new ArrayList<>();
    for (Path page : pages) {
      BLOCK
          .matcher(Files.readString(page))
          .results()
          .map(MatchResult::group)
          .map(b -> b.substring("```yaml\n".length(), b.length() - "```".length()))
          .forEach(yaml -> pieces.add(new Shown(ROOT.relativize(page).toString(), yaml)));
    }
    return pieces;
  }

  @Test
  void theQuickstartIsFound() throws IOException {
    assertThat(recipes()).contains(ROOT.resolve("recipes/quickstart.yaml"));
    assertThat(pieces()).hasSizeGreaterThan(3);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aResolvedRecipeBindsToTheSameRecipe(Path file) {
    Recipe recipe = bind(Recipe.class, YamlTree.read(file));
    String resolved = new RecipeWriter(Components.load()).write(recipe);
    Recipe again = bind(Recipe.class, YamlTree.parse("resolved " + file, resolved));
    assertThat(again).isEqualTo(recipe);
    assertThat(new RecipeWriter(Components.load()).write(again)).isEqualTo(resolved);
    assertThat(file.getFileName()).hasToString(recipe.name() + ".yaml");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aDryRunPrintsTheRecipeAndThePlannedMemory(Path file, @TempDir Path folder)
      throws IOException {
    // Paths of data in recipes are relative to the working directory, which differs in tests.
    Path shipped = folder.resolve(Objects.requireNonNull(file.getFileName()));
    Files.writeString(
        shipped,
        Files.readString(file).replace("recipes/data/", ROOT.resolve("recipes/data") + "/"));
    List<String> arguments = new ArrayList<>(List.of("train", shipped.toString(), "--dry-run"));
    arguments.addAll(brought(bind(Recipe.class, YamlTree.read(file)), folder));
    CommandLineRun words = CommandLineRun.of(arguments.toArray(new String[0]));
    assertThat(words.exitCode()).as(words.err()).isZero();
    assertThat(words.out()).contains("stages:", "# planned memory: ");
    arguments.add("--json");
    JsonNode json =
        JSON.readTree(CommandLineRun.of(arguments.toArray(new String[0])).out());
    assertThat(json.path("recipe").asText()).startsWith("name: ");
    assertThat(json.path("memory").path("weights").asLong()).isPositive();
    assertThat(json.path("memory").path("optimizer").asLong()).isPositive();
  }

  /** Settings for what the user brings; the test is skipped in words where it is not there. */
  private static List<String> brought(Recipe recipe, Path folder) {
    if (!recipe.teachers().isEmpty()) {
      return List.of("--set", "teachers.teacher.path=" + teacher(folder));
    }
    if (recipe.stages().stream()
        .flatMap(stage -> stage.exploration().stream())
        .anyMatch(e -> !RewardModel.in(e.objective().reward()).isEmpty())) {
      return List.of("--set", "grpo.objective.reward.model=" + rewardModel(folder));
    }
    if (recipe.policy().model().isEmpty()) {
      return List.of();
    }
    List<String> settings = new ArrayList<>();
    settings.add("--set");
    settings.add("policy.model=" + SharedData.require("models/smollm2_135m_instruct"));
    if (shipped(recipe)) {
      return settings;
    }
    for (int s = 0; s < recipe.stages().size(); s++) {
      if (recipe.stages().get(s).reading().orElseThrow().dataset() instanceof FileDataset) {
        settings.add("--set");
        settings.add(
            "stages[%d].dataset.path=%s".formatted(s, SharedData.require("gsm8k/train.jsonl")));
      }
    }
    for (int b = 0; b < recipe.evaluation().benchmarks().size(); b++) {
      settings.add("--set");
      settings.add("evaluation.benchmarks[%d].dataset.path=%s"
          .formatted(b, SharedData.require("gsm8k/test.jsonl")));
    }
    return settings;
  }

  /** A run of the reward model that the shipped recipe trains against, cut to one step. */
  private static Path rewardModel(Path folder) {
    Path run = folder.resolve("reward-model");
    CommandLineRun trained = CommandLineRun.of(
        "train",
        ROOT.resolve("recipes/hackable-reward-model.yaml").toString(),
        "--run",
        run.toString(),
        "--set",
        "reward-model.plan={steps: 1, batch: 2}",
        "--set",
        "evaluation={}");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    return run;
  }

  /** A run of the recipe that the shipped one distils from, cut to one step. */
  private static Path teacher(Path folder) {
    Path run = folder.resolve("teacher");
    CommandLineRun trained = CommandLineRun.of(
        "train",
        ROOT.resolve("recipes/quickstart.yaml").toString(),
        "--run",
        run.toString(),
        "--set",
        "stages=[{type: sft, dataset: {type: arithmetic}, plan: {steps: 1, batch: 2}, optimizer: {type: adamw, learning-rate: 1.0e-3}}]",
        "--set",
        "evaluation={}");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    return run;
  }

  @Test
  void theDistillationTrainsForTwoSteps() throws IOException {
    Path run = folder.resolve("run");
    CommandLineRun trained = CommandLineRun.of(
        "train",
        ROOT.resolve("recipes/distillation.yaml").toString(),
        "--run",
        run.toString(),
        "--set",
        "teachers.teacher.path=" + teacher(folder),
        "--set",
        "sft.plan.steps=2",
        "--set",
        "grpo.plan.steps=2",
        "--set",
        "evaluation={}");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(Files.readString(run.resolve("metrics.jsonl"))).contains("\"divergence/teacher\":");
  }

  private static boolean shipped(Recipe recipe) {
    return recipe.stages().stream()
        .map(stage -> stage.reading().orElseThrow().dataset())
        .allMatch(
            data -> data instanceof FileDataset file && file.path().startsWith("recipes/data"));
  }

  @ParameterizedTest
  @MethodSource("pieces")
  void piecesInTheDocumentationAreValidInARecipe(Shown shown) {
    YamlTree tree = YamlTree.parse(shown.page(), shown.yaml());
    Record bound = shown.yaml().startsWith("name:") || shown.yaml().contains("\nname:")
        ? bind(Recipe.class, tree)
        : bind(Piece.class, tree);
    String resolved = new RecipeWriter(Components.load()).write(bound);
    assertThat(bind(bound.getClass(), YamlTree.parse(shown.page(), resolved))).isEqualTo(bound);
  }

  private static <T extends Record> T bind(Class<T> type, YamlTree tree) {
    return new RecordBinder(Components.load()).bind(type, tree);
  }
}

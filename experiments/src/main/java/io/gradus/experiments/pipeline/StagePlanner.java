package io.gradus.experiments.pipeline;

import io.gradus.core.CounterRandom;
import io.gradus.core.UserError;
import io.gradus.experiments.binding.Node;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.RecipeData;
import io.gradus.experiments.stage.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns a stage of a pipeline into an ordinary recipe, in which references are paths of artefacts. */
final class StagePlanner {
  private static final String MODEL = "model";
  private static final String EVALUATION = "evaluation";
  /** Keys that change neither weights nor data. */
  private static final List<String> WITHOUT_EFFECT = List.of("memory", "checkpoint");
  /** Keys of a policy that are left out if another stage's folder gives the weights. */
  private static final List<String> REPLACED = List.of(MODEL, "architecture", "tokenizer");

  private final Pipeline pipeline;
  private final StageGraph graph;
  private final StageRecipes recipes;
  private final Path folder;
  private final Map<String, Stage> types = new HashMap<>();
  private boolean checked;

  StagePlanner(Pipeline pipeline, StageGraph graph, StageRecipes recipes, Path folder) {
    this.pipeline = pipeline;
    this.graph = graph;
    this.recipes = recipes;
    this.folder = folder;
  }

  StageHome home(String stage) {
    return new StageHome(folder.resolve("stages").resolve(stage));
  }

  /**
   * Checks all stages before the first one begins, including stages whose inputs do not exist yet. Data of a stage are
   * checked here, unless another stage writes them.
   *
   * @throws UserError with the faults of all stages
   */
  void check() {
    if (checked) {
      return;
    }
    List<String> faults = new ArrayList<>();
    for (StageNode node : graph.inOrder()) {
      try {
        Recipe recipe = recipe(node, true);
        types.put(node.name(), recipe.stages().get(0));
        checkReferences(node);
        if (node.reads().isEmpty()) {
          RecipeData.examine(recipe);
        }
      } catch (UserError e) {
        faults.add("stage '%s': %s".formatted(node.name(), e.getMessage()));
      }
    }
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
    checked = true;
  }

  /** Refuses references to artefacts that their stage does not write. */
  private void checkReferences(StageNode node) {
    List<String> faults = new ArrayList<>();
    Stream.of(Optional.of(node.stage()), node.teachers(), node.evaluation())
        .flatMap(Optional::stream)
        .forEach(part -> faults.addAll(new ReferenceKinds(types).faults(part)));
    node.from().map(types::get).filter(stage -> stage.learning().isEmpty()).ifPresent(stage -> {
      faults.add(
          "from: stages.%s changes no weights, so no stage can begin with its weights. Name the stage that it samples from"
              .formatted(node.from().orElseThrow()));
    });
    Stage own = types.get(node.name());
    if (own != null
        && !own.scores()
        && node.from().map(types::get).filter(Stage::scores).isPresent()) {
      faults.add(
          "from: stages.%s trains a reward model, which writes no text, but a stage of type %s needs a language model. Name a stage that trains a language model"
              .formatted(node.from().orElseThrow(), own.name()));
    }
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
  }

  /** Plans a stage whose inputs are complete. */
  PlannedStage plan(StageNode node) {
    Recipe recipe = recipe(node, false);
    Map<String, Node> deciding = keys(node, false, evaluated(node, recipe));
    WITHOUT_EFFECT.forEach(deciding::remove);
    String text = recipes.resolved(read(node, deciding));
    for (String input : node.inputs()) {
      StageHome home = home(input);
      StageRecord record = StageRecord.read(home.record()).orElseThrow();
      for (Map.Entry<String, String> artefact : record.artefacts().entrySet()) {
        text = text.replace(
            home.path().resolve(artefact.getKey()).toString(),
            "stages." + input + "@" + artefact.getValue());
      }
    }
    String key = Artefacts.of(text + hashes(recipe));
    return new PlannedStage(node, recipe, recipes.resolved(recipe), key);
  }

  /**
   * Returns hashes of the user's files that a recipe names. For files of other stages, the key has the recorded hashes.
   */
  private String hashes(Recipe recipe) {
    return Artefacts.lines(NamedFiles.of(recipe).stream()
        .filter(path -> !path.startsWith(folder))
        .map(Artefacts::hash)
        .toList());
  }

  /**
   * Returns the recipe of a stage.
   *
   * @param ahead whether inputs may be missing. Then the model's own weights take the place of another stage's weights
   */
  private Recipe recipe(StageNode node, boolean ahead) {
    Recipe bare = read(node, keys(node, ahead, false));
    return evaluated(node, bare) ? read(node, keys(node, ahead, true)) : bare;
  }

  private Recipe read(StageNode node, Map<String, Node> keys) {
    return recipes.read(node.name(), YamlTree.of(node.name(), keys));
  }

  /**
   * Returns whether a held-out set measures the stage. This is the stage's own set, or else, if the stage trains a
   * policy, the pipeline's set.
   */
  private static boolean evaluated(StageNode node, Recipe recipe) {
    Stage stage = recipe.stages().get(0);
    return node.evaluation().isPresent() || (stage.learning().isPresent() && !stage.scores());
  }

  private Map<String, Node> keys(StageNode node, boolean ahead, boolean evaluated) {
    Map<String, Node> keys = new LinkedHashMap<>();
    keys.put("name", text(node, "%s-%s".formatted(pipeline.name(), node.name())));
    keys.put("seed", text(node, Long.toString(seed(node))));
    keys.putAll(pipeline.shared());
    keys.put("policy", policy(node, ahead));
    node.teachers().ifPresent(teachers -> keys.put("teachers", filled(teachers)));
    keys.put("stages", new Node.Sequence(node.place(), List.of(filled(node.stage()))));
    if (evaluated) {
      node.evaluation()
          .map(this::filled)
          .or(pipeline::evaluation)
          .ifPresent(e -> keys.put(EVALUATION, e));
    }
    return keys;
  }

  private static Node.Scalar text(StageNode node, String text) {
    return new Node.Scalar(node.place(), text, false, false);
  }

  /** Seed of a stage. It depends on the name and not on the place, so that a new stage changes no other. */
  private long seed(StageNode node) {
    long name = node.name().chars().asLongStream().reduce(7, (hash, c) -> 31 * hash + c);
    return CounterRandom.bits(pipeline.seed(), name) >>> 33;
  }

  private Node policy(StageNode node, boolean ahead) {
    Node.Mapping policy = own(node.model());
    if (node.from().isPresent() && !ahead) {
      for (String key : REPLACED) {
        policy = policy.without(key);
      }
      String path = home(node.from().get()).model().toString();
      policy = policy.with(MODEL, node.place(), text(node, path));
    }
    for (Map.Entry<String, Node> more : node.policy().entrySet()) {
      policy = policy.with(more.getKey(), more.getValue().place(), filled(more.getValue()));
    }
    return policy;
  }

  private Node.Mapping own(String model) {
    Node choice = pipeline.models().get(model);
    if (choice instanceof Node.Mapping mapping) {
      return mapping;
    }
    throw new UserError("models.%s: must be a mapping, such as {architecture: ..., tokenizer: ...}"
        .formatted(model));
  }

  /** Replaces references by paths. */
  private Node filled(Node value) {
    return value.replacing(scalar -> {
      Optional<Reference> reference = Reference.of(scalar);
      return reference.isEmpty() || !graph.names().contains(reference.get().stage())
          ? scalar
          : scalar.saying(path(reference.get()));
    });
  }

  private String path(Reference reference) {
    StageHome home = home(reference.stage());
    Stage stage = types.get(reference.stage());
    if (stage == null) { // its own faults are reported
      return home.model().toString();
    }
    if (reference.artefact().isEmpty() && stage.learning().isPresent()) {
      return home.model().toString();
    }
    String asked = reference.artefact().orElse("samples");
    return stage.artefacts().stream()
        .filter(name -> ReferenceKinds.plain(name).equals(asked))
        .findFirst()
        .map(name -> home.run().artefacts(1, stage.name()).resolve(name).toString())
        .orElseGet(() -> home.model().toString());
  }
}

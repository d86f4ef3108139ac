package io.gradus.experiments.pipeline;

import io.gradus.experiments.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The recipes of a pipeline's stages before the pipeline runs. What a stage reads from an earlier one lies in a scratch
 * folder, where the caller puts something that stands for it.
 */
public final class PipelineRehearsal {
  private final StageGraph graph;
  private final StagePlanner planner;

  /**
   * Reads the graph, and checks every stage.
   *
   * @param scratch folder for models and data sets
   * @throws io.gradus.core.UserError with the faults of all stages
   */
  public PipelineRehearsal(Pipeline pipeline, StageRecipes recipes, Path scratch) {
    graph = StageGraph.of(pipeline);
    planner = new StagePlanner(pipeline, graph, recipes, scratch);
    planner.check();
  }

  /** Returns the names of the stages in the order in which they run. */
  public List<String> stages() {
    return List.copyOf(graph.names());
  }

  /**
   * Returns the recipe of a stage whose inputs are in the scratch folder.
   *
   * @param settings changes of the recipe, each as {@code KEY=VALUE}
   */
  public Recipe recipe(String stage, List<String> settings) {
    return planner.recipe(graph.stage(stage), settings);
  }

  /** Returns the stage whose weights a stage begins with; empty for a model's own. */
  public Optional<String> from(String stage) {
    return graph.stage(stage).from();
  }

  /** Returns whether another stage reads something of a stage. */
  public boolean isRead(String stage) {
    return graph.inOrder().stream().anyMatch(node -> node.inputs().contains(stage));
  }

  /** Returns the folder in which other stages look for the model of a stage. */
  public Path model(String stage) {
    return planner.home(stage).model();
  }

  /**
   * Returns the file in which other stages look for an artefact of a stage.
   *
   * @param type type of the stage
   */
  public Path artefact(String stage, String type, String name) {
    return planner.home(stage).run().artefacts(1, type).resolve(name);
  }
}

package io.gradus.experiments.pipeline;

import io.gradus.core.component.About;
import io.gradus.core.component.Components;
import io.gradus.core.component.Default;
import io.gradus.experiments.binding.Node;
import io.gradus.experiments.binding.Overrides;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pipeline as written in a file: models, and stages that train them or write data sets. Each stage is a stage of a
 * recipe, with a name and the model that it begins with. The optional keys apply to every stage.
 */
public record Pipeline(
    @About("name of the pipeline; its directory is runs/NAME")
    String name,

    @Default("17") @About("seed; each stage derives its own from it and from its name")
    long seed,

    @About("models by name, each as 'policy' of a recipe") Map<String, Node> models,

    @About("stages of a recipe, each with a name and with 'policy: MODEL' or 'from: stages.NAME'")
    List<Map<String, Node>> stages,

    @About("format of prompts in all stages") Optional<Node> template,

    @About("held-out set that is measured after every stage that trains a policy")
    Optional<Node> evaluation,

    @About("checkpoints of every stage") Optional<Node> checkpoint,
    @About("as in a recipe") Optional<Node> device,
    @About("as in a recipe") Optional<Node> dtype,
    @About("as in a recipe") Optional<Node> matmul,
    @About("as in a recipe") Optional<Node> memory,
    @About("as in a recipe") Optional<Node> activationCheckpointing) {
  private static final Pattern NAME = Pattern.compile("\\w[\\w.-]*");

  public Pipeline {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    stages = List.copyOf(stages);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: must have only letters, digits, '.', '_' and '-', because it names a directory, but is '%s'"
              .formatted(name));
    }
    if (models.isEmpty()) {
      throw new IllegalArgumentException("models: there must be at least one");
    }
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("stages: there must be at least one");
    }
  }

  /**
   * Reads a pipeline.
   *
   * @param settings changes as {@code KEY=VALUE}
   * @throws io.gradus.core.UserError with all faults of the file, except those within stages
   */
  public static Pipeline read(Path file, List<String> settings, Components components) {
    return new RecordBinder(components)
        .bind(Pipeline.class, Overrides.apply(YamlTree.read(file), Pipeline.class, settings));
  }

  /** Returns whether a document is a pipeline and not a recipe. */
  public static boolean isPipeline(YamlTree tree) {
    Node.Mapping root = tree.root();
    return root.get("models") != null && root.get("policy") == null;
  }

  /** Keys that every stage's recipe has in common. */
  Map<String, Node> shared() {
    Map<String, Node> shared = new LinkedHashMap<>();
    template.ifPresent(node -> shared.put("template", node));
    checkpoint.ifPresent(node -> shared.put("checkpoint", node));
    device.ifPresent(node -> shared.put("device", node));
    dtype.ifPresent(node -> shared.put("dtype", node));
    matmul.ifPresent(node -> shared.put("matmul", node));
    memory.ifPresent(node -> shared.put("memory", node));
    activationCheckpointing.ifPresent(node -> shared.put("activation-checkpointing", node));
    return shared;
  }
}

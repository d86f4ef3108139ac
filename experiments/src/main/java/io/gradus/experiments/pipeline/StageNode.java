package io.gradus.experiments.pipeline;

import io.gradus.experiments.binding.Node;
import io.gradus.experiments.binding.Place;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A stage of a pipeline: what it begins with, what it reads, and its keys.
 *
 * @param place line of the file
 * @param model name of the model that it trains, even if it begins with another stage's weights
 * @param from stage whose weights it begins with; empty if it begins with the model's own
 * @param policy keys that this stage adds to its policy
 * @param teachers teachers of this stage
 * @param evaluation held-out set of this stage; empty: the pipeline's
 * @param stage the stage as in a recipe
 * @param reads stages whose artefacts it reads, in addition to {@code from}
 */
record StageNode(
    String name,
    Place place,
    String model,
    Optional<String> from,
    Map<String, Node> policy,
    Optional<Node> teachers,
    Optional<Node> evaluation,
    Node.Mapping stage,
    Set<String> reads) {

  /** Type of the stage, such as {@code grpo}. */
  String type() {
    return stage.get("type") instanceof Node.Scalar type ? type.text() : "";
  }

  /** Names of the stages that must end before this one begins. */
  Set<String> inputs() {
    Set<String> inputs = new TreeSet<>(reads);
    from.ifPresent(inputs::add);
    return inputs;
  }
}

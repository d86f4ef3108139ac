package io.gradus.experiments.pipeline;

import io.gradus.core.component.Suggestion;
import io.gradus.experiments.binding.Fault;
import io.gradus.experiments.binding.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The stages of a pipeline, ordered so that each stage follows all stages that it reads. */
public final class StageGraph {
  private final Map<String, StageNode> stages;

  private StageGraph(Map<String, StageNode> stages) {
    this.stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
  }

  /**
   * Reads the graph of a pipeline.
   *
   * @throws io.gradus.core.UserError with all faults: missing and repeated names, unknown models and stages, cycles
   */
  public static StageGraph of(Pipeline pipeline) {
    List<Fault> faults = new ArrayList<>();
    Map<String, StageNode> read = new LinkedHashMap<>();
    pipeline.models().forEach((name, model) -> ModelOrigin.check(name, model, faults));
    for (int s = 0; s < pipeline.stages().size(); s++) {
      Map<String, Node> keys = pipeline.stages().get(s);
      new StageReading(pipeline, "stages[%d]".formatted(s), keys, faults).node().ifPresent(node -> {
        if (read.put(node.name(), node) != null) {
          faults.add(new Fault(
              node.place(),
              "name: '%s' is the name of an earlier stage. Give each stage its own"
                  .formatted(node.name())));
        }
      });
    }
    Map<String, StageNode> whole = new LinkedHashMap<>();
    for (StageNode node : read.values()) {
      unknownInputs(node, read, faults);
      whole.put(node.name(), node);
    }
    if (!faults.isEmpty()) {
      throw Fault.error(faults);
    }
    return new StageGraph(models(pipeline, sorted(whole)));
  }

  private static void unknownInputs(
      StageNode node, Map<String, StageNode> read, List<Fault> faults) {
    List<String> names = List.copyOf(read.keySet());
    for (String input : node.inputs()) {
      if (!read.containsKey(input)) {
        faults.add(new Fault(
            node.place(),
            "stages.%s: is read by stage '%s', but there is no such stage.%s Add it, or change what '%s' reads"
                .formatted(input, node.name(), Suggestion.didYouMean(input, names), node.name())));
      }
    }
  }

  /** Orders the stages; the order of the file is kept wherever it can be. */
  private static Map<String, StageNode> sorted(Map<String, StageNode> stages) {
    Map<String, StageNode> sorted = new LinkedHashMap<>();
    while (sorted.size() < stages.size()) {
      Optional<StageNode> next = stages.values().stream()
          .filter(node -> !sorted.containsKey(node.name()))
          .filter(node -> sorted.keySet().containsAll(node.inputs()))
          .findFirst();
      if (next.isEmpty()) {
        throw Fault.error(List.of(cycle(stages, sorted.keySet())));
      }
      sorted.put(next.get().name(), next.get());
    }
    return sorted;
  }

  private static Fault cycle(Map<String, StageNode> stages, Set<String> ended) {
    Set<String> way = new LinkedHashSet<>();
    String at = stages.keySet().stream()
        .filter(name -> !ended.contains(name))
        .findFirst()
        .orElseThrow();
    while (way.add(at)) {
      at = known(stages, at).inputs().stream()
          .filter(name -> !ended.contains(name))
          .findFirst()
          .orElseThrow();
    }
    List<String> names = new ArrayList<>(way);
    List<String> cycle = new ArrayList<>(names.subList(names.indexOf(at), names.size()));
    cycle.add(at);
    return new Fault(
        known(stages, at).place(),
        "stages: each of these reads the next, so none can begin: %s. Remove one of the references"
            .formatted(String.join(" -> ", cycle)));
  }

  /** If a stage begins with the weights of another stage, gives it the model of that stage. */
  private static Map<String, StageNode> models(Pipeline pipeline, Map<String, StageNode> sorted) {
    Map<String, StageNode> named = new LinkedHashMap<>();
    sorted.forEach((name, node) -> {
      boolean own = ModelOrigin.of(pipeline, node.model()).equals(node.from());
      String model = own
          ? node.model()
          : node.from().map(from -> known(named, from).model()).orElse(node.model());
      named.put(
          name,
          new StageNode(
              name,
              node.place(),
              model,
              node.from(),
              node.policy(),
              node.teachers(),
              node.evaluation(),
              node.stage(),
              node.reads()));
    });
    return named;
  }

  /** Returns the stages in the order in which they run. */
  public List<StageNode> inOrder() {
    return List.copyOf(stages.values());
  }

  /** Returns a stage by name. */
  StageNode stage(String name) {
    return known(stages, name);
  }

  private static StageNode known(Map<String, StageNode> stages, String name) {
    return Objects.requireNonNull(stages.get(name), name);
  }

  /** Names of all stages. */
  public Set<String> names() {
    return stages.keySet();
  }
}

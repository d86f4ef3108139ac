package io.gradus.experiments.pipeline;

import io.gradus.core.component.Suggestion;
import io.gradus.experiments.binding.Fault;
import io.gradus.experiments.binding.Node;
import io.gradus.experiments.binding.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The stages of a pipeline, ordered so that each stage follows all stages that it reads. */
public final class StageGraph {
  private static final String NAME = "name";
  private static final String FROM = "from";
  private static final String POLICY = "policy";
  private static final String TEACHERS = "teachers";
  private static final String EVALUATION = "evaluation";
  /** Keys of a pipeline's stage that are not keys of this stage in a recipe. */
  private static final Set<String> OWN = Set.of(NAME, FROM, POLICY, TEACHERS, EVALUATION);

  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

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
    for (int s = 0; s < pipeline.stages().size(); s++) {
      Map<String, Node> keys = pipeline.stages().get(s);
      new Reading(pipeline, "stages[%d]".formatted(s), keys, faults).node().ifPresent(node -> {
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
    return new StageGraph(models(sorted(whole)));
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
  private static Map<String, StageNode> models(Map<String, StageNode> sorted) {
    Map<String, StageNode> named = new LinkedHashMap<>();
    sorted.forEach((name, node) -> {
      String model = node.from().map(from -> known(named, from).model()).orElse(node.model());
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

  /** Reads one stage of the file. */
  private static final class Reading {
    private final Pipeline pipeline;
    private final String key;
    private final Map<String, Node> keys;
    private final List<Fault> faults;
    private final Place place;
    private final Set<String> reads = new TreeSet<>();

    Reading(Pipeline pipeline, String key, Map<String, Node> keys, List<Fault> faults) {
      this.pipeline = pipeline;
      this.key = key;
      this.keys = keys;
      this.faults = faults;
      place = keys.values().stream()
          .map(Node::place)
          .findFirst()
          .orElseGet(() -> Node.of("stages", "").place());
    }

    private void fault(Place at, String what) {
      faults.add(new Fault(at, key + "." + what));
    }

    Optional<StageNode> node() {
      Optional<String> name = text(NAME);
      if (name.filter(n -> NAMES.matcher(n).matches()).isEmpty()) {
        fault(
            place,
            "name: a stage of a pipeline needs a name of letters, digits, '-' and '_', by which others read its result");
        return Optional.empty();
      }
      Optional<String> from = from();
      Optional<String> model = model(from);
      if (model.isEmpty()) {
        return Optional.empty();
      }
      Map<String, Node.Entry> rest = new LinkedHashMap<>();
      keys.forEach((stageKey, value) -> {
        if (!OWN.contains(stageKey)) {
          collect(value);
          rest.put(stageKey, new Node.Entry(value.place(), value));
        }
      });
      Optional.ofNullable(keys.get(TEACHERS)).ifPresent(this::collect);
      Optional.ofNullable(keys.get(EVALUATION)).ifPresent(this::collect);
      Map<String, Node> policy = new LinkedHashMap<>();
      if (keys.get(POLICY) instanceof Node.Mapping more) {
        collect(more);
        more.entries().forEach((k, entry) -> policy.put(k, entry.value()));
      }
      return Optional.of(new StageNode(
          name.get(),
          place,
          model.get(),
          from,
          policy,
          Optional.ofNullable(keys.get(TEACHERS)),
          Optional.ofNullable(keys.get(EVALUATION)),
          new Node.Mapping(place, rest, false),
          reads));
    }

    private void collect(Node value) {
      var unused = value.replacing(scalar -> {
        Reference.of(scalar).ifPresent(reference -> reads.add(reference.stage()));
        return scalar;
      });
    }

    private Optional<String> text(String name) {
      return keys.get(name) instanceof Node.Scalar scalar && !scalar.isNull()
          ? Optional.of(scalar.text())
          : Optional.empty();
    }

    private Optional<String> from() {
      Node from = keys.get(FROM);
      if (from == null) {
        return Optional.empty();
      }
      Optional<Reference> reference = from instanceof Node.Scalar scalar
          ? Reference.of(scalar).filter(r -> r.artefact().isEmpty())
          : Optional.empty();
      if (reference.isEmpty()) {
        fault(
            from.place(),
            "from: must be 'stages.NAME', the stage whose weights it begins with, but is %s"
                .formatted(
                    from instanceof Node.Scalar scalar ? "'" + scalar.text() + "'" : "no text"));
      }
      return reference.map(Reference::stage);
    }

    /**
     * Returns the name of the model. If the stage begins with another stage's weights, returns that stage's name as a
     * placeholder.
     */
    private Optional<String> model(Optional<String> from) {
      if (keys.get(POLICY) instanceof Node.Sequence list) {
        fault(
            list.place(),
            "policy: must be the name of a model, or further keys of the policy, but is a list");
        return Optional.empty();
      }
      Optional<String> named = text(POLICY);
      List<String> models = List.copyOf(pipeline.models().keySet());
      if (from.isPresent()) {
        if (named.isPresent()) {
          fault(
              place,
              "policy, from: only one of them may name the weights. Remove policy, because from names them");
        }
        return from;
      }
      if (named.isEmpty()) {
        if (keys.containsKey(FROM)) {
          return Optional.empty(); // reported with 'from'
        }
        if (models.size() == 1) {
          return Optional.of(models.get(0));
        }
        fault(
            place,
            "policy: missing: give the model that the stage begins with (%s), or give from: stages.NAME to begin with another stage's weights"
                .formatted(String.join(", ", models)));
        return Optional.empty();
      }
      if (!models.contains(named.get())) {
        fault(
            place,
            "policy: '%s' is none of the models.%s There are: %s"
                .formatted(
                    named.get(),
                    Suggestion.didYouMean(named.get(), models),
                    String.join(", ", models)));
        return Optional.empty();
      }
      return named;
    }
  }
}

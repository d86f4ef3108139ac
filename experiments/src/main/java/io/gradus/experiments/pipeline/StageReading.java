package io.gradus.experiments.pipeline;

import io.gradus.core.component.Suggestion;
import io.gradus.experiments.binding.Fault;
import io.gradus.experiments.binding.Node;
import io.gradus.experiments.binding.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads one stage of a pipeline's file. */
final class StageReading {
  private static final String NAME = "name";
  private static final String FROM = "from";
  private static final String POLICY = "policy";
  private static final String TEACHERS = "teachers";
  private static final String EVALUATION = "evaluation";
  /** Keys of a pipeline's stage that are not keys of this stage in a recipe. */
  private static final Set<String> OWN = Set.of(NAME, FROM, POLICY, TEACHERS, EVALUATION);

  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  private final Pipeline pipeline;
  private final String key;
  private final Map<String, Node> keys;
  private final List<Fault> faults;
  private final Place place;
  private final Set<String> reads = new TreeSet<>();

  /**
   * Reads a stage.
   *
   * @param key place of the stage, such as {@code stages[1]}
   * @param faults receives the faults
   */
  StageReading(Pipeline pipeline, String key, Map<String, Node> keys, List<Fault> faults) {
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

  /** Returns the stage; empty if it has a fault without which it cannot be named. */
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
        from.or(() -> ModelOrigin.of(pipeline, model.get())),
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

package io.gradus.experiments.pipeline;

import io.gradus.core.component.Suggestion;
import io.gradus.experiments.binding.Node;
import io.gradus.experiments.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks that the result of a stage is what a reference to it needs: a model, a reward model or a data set. */
final class ReferenceKinds {
  private static final String TYPE = "type";
  private static final String PATH = "path";
  private static final String MODEL = "model";
  private static final String REWARD_MODEL = "reward-model";

  private final Map<String, Stage> stages;

  /** @param stages stages by name; a reference to an unknown stage is not checked here */
  ReferenceKinds(Map<String, Stage> stages) {
    this.stages = stages;
  }

  /** Returns the faults of all references in a value, each with its place. */
  List<String> faults(Node value) {
    List<String> faults = new ArrayList<>();
    walk(value, "", "", faults);
    return faults;
  }

  /** @param type type of the component that the key belongs to */
  private void walk(Node value, String key, String type, List<String> faults) {
    if (value instanceof Node.Mapping mapping) {
      String own = mapping.get(TYPE) instanceof Node.Scalar scalar ? scalar.text() : "";
      mapping.entries().forEach((name, entry) -> walk(entry.value(), name, own, faults));
    } else if (value instanceof Node.Sequence sequence) {
      sequence.items().forEach(item -> walk(item, key, type, faults));
    } else if (value instanceof Node.Scalar scalar) {
      Reference.of(scalar)
          .flatMap(reference -> fault(reference, key, type))
          .ifPresent(fault -> faults.add("%s: %s".formatted(scalar.place(), fault)));
    }
  }

  private Optional<String> fault(Reference reference, String key, String type) {
    Stage stage = stages.get(reference.stage());
    if (stage == null) {
      return Optional.empty();
    }
    List<String> names =
        stage.artefacts().stream().map(ReferenceKinds::plain).sorted().toList();
    String name = "stages." + reference.stage();
    if (reference.artefact().isPresent()) {
      String asked = reference.artefact().get();
      return names.contains(asked)
          ? Optional.empty()
          : Optional.of("%s.%s: stage '%s' writes no such artefact.%s It writes: %s"
              .formatted(
                  name,
                  asked,
                  reference.stage(),
                  Suggestion.didYouMean(asked, names),
                  names.isEmpty() ? "only a model" : String.join(", ", names)));
    }
    if (key.equals(MODEL) && type.equals(REWARD_MODEL)) {
      return stage.scores()
          ? Optional.empty()
          : Optional.of(name + ": trains no reward model. Name a stage of type reward-model");
    }
    if (key.equals(PATH) && type.equals(MODEL)) {
      return stage.learning().isPresent() && !stage.scores()
          ? Optional.empty()
          : Optional.of(name + ": trains no language model. Name a stage that trains one");
    }
    return key.equals(PATH) && names.isEmpty()
        ? Optional.of(name
            + ": trains a model, and writes no data set. Name a stage of type rejection-sampling")
        : Optional.empty();
  }

  /** Returns the name by which a pipeline refers to an artefact: its file's name without the ending. */
  static String plain(String file) {
    return file.replaceFirst("\\..*$", "");
  }
}

package io.gradus.experiments.pipeline;

import io.gradus.experiments.binding.Fault;
import io.gradus.experiments.binding.Node;
import java.util.List;
import java.util.Optional;

/** The stage that trains the weights of a pipeline's model: {@code models: {student: {model: stages.reasoning}}}. */
final class ModelOrigin {
  private static final String MODEL = "model";

  private ModelOrigin() {}

  /** Returns the stage whose result a model is; empty for a model with weights of its own. */
  static Optional<String> of(Pipeline pipeline, String model) {
    return Optional.ofNullable(pipeline.models().get(model)).flatMap(ModelOrigin::of);
  }

  /** Returns the stage whose result a model is; empty for a model with weights of its own. */
  static Optional<String> of(Node model) {
    return model instanceof Node.Mapping keys && keys.get(MODEL) instanceof Node.Scalar scalar
        ? Reference.of(scalar).map(Reference::stage)
        : Optional.empty();
  }

  /** Refuses references that no stage's weights can replace. */
  static void check(String name, Node model, List<Fault> faults) {
    if (!(model instanceof Node.Mapping keys)) {
      return; // reported with the stage that uses it
    }
    keys.entries().forEach((key, entry) -> {
      var unused = entry.value().replacing(scalar -> {
        Reference.of(scalar).ifPresent(reference -> {
          boolean direct = key.equals(MODEL) && entry.value() == scalar;
          if (!direct) {
            faults.add(new Fault(
                scalar.place(),
                "models.%s.%s: only the key 'model' may be the result of a stage. Set model: stages.%s"
                    .formatted(name, key, reference.stage())));
          } else if (reference.artefact().isPresent()) {
            faults.add(new Fault(
                scalar.place(),
                "models.%s.model: must be 'stages.NAME', the stage whose weights the model has, but is '%s'"
                    .formatted(name, scalar.text())));
          }
        });
        return scalar;
      });
    });
  }
}

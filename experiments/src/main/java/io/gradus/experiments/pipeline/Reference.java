package io.gradus.experiments.pipeline;

import io.gradus.experiments.binding.Node;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that refers to the result of a stage: {@code stages.sampled}, or {@code stages.sampled.counts} for one of
 * several artefacts.
 */
record Reference(String stage, Optional<String> artefact) {
  private static final Pattern FORM = Pattern.compile("stages\\.([\\w-]+)(?:\\.([\\w-]+))?");

  /** Reads a text as a reference; empty if the text is not a reference. */
  static Optional<Reference> of(Node.Scalar scalar) {
    Matcher form = FORM.matcher(scalar.text());
    return form.matches()
        ? Optional.of(new Reference(form.group(1), Optional.ofNullable(form.group(2))))
        : Optional.empty();
  }
}

package io.gradus.core.objective.reference;

import io.gradus.core.component.About;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceLoss;

/** No KL term, as in DAPO and Dr. GRPO. No reference is kept or evaluated. */
@About("No KL term and no reference")
public record NoReference() implements Reference {

  @Override
  public boolean needed() {
    return false;
  }

  @Override
  public void add(SequenceLoss sequence) {}
}

package io.gradus.core.objective;

import io.gradus.core.component.About;

/** No KL term, as in DAPO and Dr. GRPO: no reference is kept and none is evaluated. */
@About("No KL term and no reference")
public record NoReference() implements Reference {

  @Override
  public boolean needed() {
    return false;
  }

  @Override
  public void add(SequenceLoss sequence) {}
}

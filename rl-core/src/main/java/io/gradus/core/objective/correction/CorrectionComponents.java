package io.gradus.core.objective.correction;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;
import io.gradus.core.objective.Correction;

/** Corrections of the sampler by their names in a recipe. To add a correction, write a record and add a line here. */
public final class CorrectionComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(Correction.class, "truncated-importance", TruncatedImportance.class)
        .add(Correction.class, "masked-importance", MaskedImportance.class);
  }
}

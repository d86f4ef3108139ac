package io.gradus.core.objective.reference;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;
import io.gradus.core.objective.Reference;

/** KL terms by their names in a recipe. To add a KL term, write a record and add a line here. */
public final class ReferenceComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(Reference.class, "none", NoReference.class)
        .add(Reference.class, "k1", K1.class)
        .add(Reference.class, "k2", K2.class)
        .add(Reference.class, "k3", K3.class)
        .add(Reference.class, "k3-corrected", CorrectedK3.class)
        .add(Reference.class, "straight-through", StraightThrough.class)
        .add(Reference.class, "importance-weighted", ImportanceWeighted.class);
  }
}

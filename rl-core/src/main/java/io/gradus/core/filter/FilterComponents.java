package io.gradus.core.filter;

import io.gradus.core.component.ComponentTable;
import io.gradus.core.component.Components;

/** Filters of groups by their names in a recipe. To add a filter, write a record and add a line here. */
public final class FilterComponents implements ComponentTable {
  @Override
  public void list(Components components) {
    components
        .add(GroupFilter.class, "none", Everything.class)
        .add(GroupFilter.class, "any-signal", AnySignal.class)
        .add(GroupFilter.class, "success-band", SuccessBand.class);
  }
}

package io.gradus.core.text.jinja.value;

import java.util.AbstractList;
import java.util.List;

/** Python's tuple: a list that prints with round brackets. */
public class Tuple extends AbstractList<Object> {
  private final List<Object> items;

  /** Makes a tuple of these items. */
  public Tuple(List<Object> items) {
    this.items = items;
  }

  @Override
  public Object get(int index) {
    return items.get(index);
  }

  @Override
  public int size() {
    return items.size();
  }
}

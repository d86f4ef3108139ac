package io.gradus.experiments.binding;

import java.util.Comparator;

/**
 * Line and column of a file, both from 1. Line 0 means an option of the command line, or the default of a key.
 */
public record Place(String source, int line, int column) implements Comparable<Place> {
  private static final Comparator<Place> ORDER = Comparator.comparing(
          (Place place) -> !place.inFile())
      .thenComparingInt(Place::line)
      .thenComparingInt(Place::column);

  static Place outsideAnyFile(String source) {
    return new Place(source, 0, 0);
  }

  boolean inFile() {
    return line > 0;
  }

  /** Compares by the order of the file; places outside any file come last. */
  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return inFile() ? source + ":" + line + ":" + column : source;
  }
}

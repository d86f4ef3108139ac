package io.gradus.experiments.binding;

import java.util.Comparator;

/**
 * Where something was written: a line and column (from 1) of a file, or, with line 0, an option of the command line or the
 * default of a key.
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

  /** As a file is read; what stands in no file comes last. */
  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return inFile() ? source + ":" + line + ":" + column : source;
  }
}

package io.gradus.experiments.journal;

import java.util.Comparator;

/**
 * The end of a step of a stage.
 *
 * @param stage 1-based; 0 before the first stage
 * @param step 1-based; 0 at the beginning of the stage
 */
public record Position(int stage, long step) implements Comparable<Position> {
  /** Before the first stage. */
  public static final Position BEGINNING = new Position(0, 0);

  private static final Comparator<Position> ORDER =
      Comparator.comparingInt(Position::stage).thenComparingLong(Position::step);

  /** Name of the checkpoint at this position, such as {@code 2-grpo-000120}. */
  public String checkpoint(String stageName) {
    return "%d-%s-%06d".formatted(stage, stageName, step);
  }

  /** Parses the stage and step from a checkpoint's name. */
  public static Position ofCheckpoint(String name) {
    String[] parts = name.split("-", -1);
    return new Position(Integer.parseInt(parts[0]), Long.parseLong(parts[parts.length - 1]));
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }
}

package io.gradus.core;

/**
 * Names the weights that wrote a completion.
 *
 * @param updates number of optimizer steps that the stage had made; -1 when no weights of this stage wrote it
 */
public record WeightsId(long updates) {
  /** Id for a completion that the trained policy did not write. */
  public static final WeightsId NONE = new WeightsId(-1);
}

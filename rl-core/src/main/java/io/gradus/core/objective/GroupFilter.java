package io.gradus.core.objective;

/** Which groups are trained on, and how far the step goes to replace the others. */
public interface GroupFilter {

  /**
   * Whether a group is trained on.
   *
   * @param rewards {@code (G)} those of the group that count
   */
  boolean keeps(double[] rewards);

  /**
   * How many times the step's problems may be drawn in all, the first draw included, to replace the groups that are not
   * kept; then training goes on with what there is. 1: nothing is replaced.
   */
  double budget();
}

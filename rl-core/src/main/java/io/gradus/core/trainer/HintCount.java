package io.gradus.core.trainer;

import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the groups of a step that got hints, and how much of the solution was shown. */
final class HintCount {
  private int groups;
  private int hinted;
  private int solved;
  private double sum;

  /**
   * Adds the final groups of some problems.
   *
   * @param shown for each problem, the share of the solution that was shown; 0 for no hint
   */
  void add(double[] shown, List<ScoredGroup> last) {
    groups += shown.length;
    for (int p = 0; p < shown.length; p++) {
      sum += shown[p];
      if (shown[p] > 0) {
        hinted++;
        solved += solved(last.get(p)) ? 1 : 0;
      }
    }
  }

  static boolean solved(ScoredGroup group) {
    return group.scores().stream().anyMatch(Score::succeeded);
  }

  Map<String, Double> figures() {
    double all = Math.max(1, groups);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("hints/groups", hinted / all);
    figures.put("hints/mean_share", sum / all);
    figures.put("hints/solved", hinted == 0 ? 0 : solved / (double) hinted);
    return figures;
  }
}

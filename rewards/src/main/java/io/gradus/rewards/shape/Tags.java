package io.gradus.rewards.shape;

import java.util.ArrayList;
import java.util.List;

/** The tags of R1's template in a text, found by one forward scan. */
final class Tags {
  static final String THINK = "<think>";
  static final String END_THINK = "</think>";
  static final String ANSWER = "<answer>";
  static final String END_ANSWER = "</answer>";

  private Tags() {}

  /** A tag and its place: the text's characters {@code start..end-1}. */
  record Found(String tag, int start) {
    int end() {
      return start + tag.length();
    }
  }

  /**
   * Finds the first tags of a text, in order.
   *
   * @param tags tags to find
   * @param limit largest number to find; a caller that needs four tags uses five
   */
  static List<Found> in(String text, List<String> tags, int limit) {
    List<Found> found = new ArrayList<>();
    for (int at = text.indexOf('<');
        at >= 0 && found.size() < limit;
        at = text.indexOf('<', at + 1)) {
      for (String tag : tags) {
        if (text.startsWith(tag, at)) {
          found.add(new Found(tag, at));
        }
      }
    }
    return found;
  }
}

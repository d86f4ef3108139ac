package io.gradus.experiments.report;

import java.awt.Color;
import java.util.Arrays;

/** The colours and dashes of lines, in the order of the lines. */
final class Palette {
  /**
   * Each has a contrast of at least 3:1 to white, and people who confuse red and green can distinguish them (after
   * Okabe and Ito).
   */
  private static final Color[] COLOURS = {
    new Color(0x0067A5),
    new Color(0xC44E00),
    new Color(0x007A5A),
    new Color(0x9B3F83),
    new Color(0x7A6100),
    new Color(0x2F7FB8),
    new Color(0x444444)
  };

  private Palette() {}

  /** Number of colours; the page's style sheet has one for each, in a light and a dark version. */
  static int size() {
    return COLOURS.length;
  }

  /** The dashes of a line, because lines must be distinguishable without colours. */
  static String dashes(int place) {
    float[] dashes = pattern(place);
    return dashes.length == 0 ? "none" : (int) dashes[0] + " " + (int) dashes[1];
  }

  static Color colour(int place) {
    return COLOURS[place % COLOURS.length];
  }

  static Color faint(Color colour, int alpha) {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
  }

  static float[] pattern(int place) {
    float[][] patterns = {{}, {7, 3}, {2, 2}, {10, 2}, {4, 4}, {1, 3}, {12, 4}};
    return Arrays.copyOf(
        patterns[place % patterns.length], patterns[place % patterns.length].length);
  }
}

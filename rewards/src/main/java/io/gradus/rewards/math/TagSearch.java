package io.gradus.rewards.math;

/** Where tags stand in a text; their case does not matter. */
final class TagSearch {
  private TagSearch() {}

  /**
   * The first tag that begins at an index or after it.
   *
   * @param name the tag without its first bracket, in lower case: {@code /answer>}
   * @return the place of its bracket, or -1
   */
  static int first(String text, String name, int from) {
    int at = text.indexOf('<', from);
    while (at >= 0 && !isTag(text, at, name)) {
      at = text.indexOf('<', at + 1);
    }
    return at;
  }

  /** The last tag that begins before an index, or -1. */
  static int last(String text, String name, int before) {
    // Forward search for a bracket is fast, backward is not: most texts have none.
    int at = text.indexOf('<') < 0 ? -1 : text.lastIndexOf('<', before - 1);
    while (at >= 0 && !isTag(text, at, name)) {
      at = text.lastIndexOf('<', at - 1);
    }
    return at;
  }

  private static boolean isTag(String text, int at, String name) {
    return at + 1 < text.length()
        && Character.toLowerCase(text.charAt(at + 1)) == name.charAt(0)
        && text.regionMatches(true, at + 1, name, 0, name.length());
  }
}

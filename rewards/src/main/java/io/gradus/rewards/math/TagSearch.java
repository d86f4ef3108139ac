package io.gradus.rewards.math;

/** Finds tags in a text and ignores their case. */
final class TagSearch {
  private TagSearch() {}

  /**
   * Finds the first tag that begins at or after an index.
   *
   * @param name the tag without its first bracket, in lower case: {@code /answer>}
   * @return index of its bracket, or -1
   */
  static int first(String text, String name, int from) {
    int at = text.indexOf('<', from);
    while (at >= 0 && !isTag(text, at, name)) {
      at = text.indexOf('<', at + 1);
    }
    return at;
  }

  /** Finds the last tag that begins before an index; -1 if there is none. */
  static int last(String text, String name, int before) {
    // Search forwards first, because forward search is faster and most texts have no bracket.
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

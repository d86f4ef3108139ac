package io.gradus.rewards.code.box;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reordering of imports, because models write a class and then the imports of the next class, but the compiler needs
 * all imports first.
 */
final class ImportOrder {
  private static final Pattern LINE = Pattern.compile(
      "(?m)^[ \\t]*(import[ \\t]+(?:static[ \\t]+)?[\\w.]+(?:\\.\\*)?[ \\t]*;)[ \\t]*$");
  private static final Pattern PACKAGE =
      Pattern.compile("(?m)^[ \\t]*package[ \\t]+[\\w.]+[ \\t]*;");

  private ImportOrder() {}

  /** Returns the source with every import after the package and before everything else; line numbers do not change. */
  static String first(String source) {
    Matcher imports = LINE.matcher(source);
    StringBuilder rest = new StringBuilder();
    StringBuilder head = new StringBuilder();
    while (imports.find()) {
      head.append(imports.group(1)).append(' ');
      imports.appendReplacement(rest, "");
    }
    imports.appendTail(rest);
    Matcher pack = PACKAGE.matcher(rest);
    int at = pack.find() ? pack.end() : 0;
    return rest.insert(at, head).toString();
  }
}

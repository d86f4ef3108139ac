package io.gradus.experiments.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One thing that a check has found. Its texts may quote data and completions, so what could steer a terminal is made visible
 * here, once for all.
 *
 * @param severity how much it matters
 * @param check the name of the check
 * @param what was found, with figures and the first few ids
 * @param where the key of the recipe that it is about
 * @param remedy what to do; empty where nothing need be done
 */
public record Finding(Severity severity, String check, String what, String where, String remedy) {

  public Finding {
    check = printable(check);
    what = printable(what);
    where = printable(where);
    remedy = printable(remedy);
  }

  /** That all is well. */
  static Finding ok(String check, String where, String what) {
    return new Finding(Severity.OK, check, what, where, "");
  }

  /** As JSON. */
  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("severity", severity.label());
    fields.put("check", check);
    fields.put("what", what);
    fields.put("where", where);
    fields.put("remedy", remedy);
    return fields;
  }

  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().forEach(c -> {
      int type = Character.getType(c);
      if (c == '\n' || c == '\t') {
        shown.append(' ');
      } else if (type == Character.CONTROL
          || type == Character.FORMAT
          || type == Character.SURROGATE
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR) {
        shown.append(String.format(Locale.ROOT, "\\u%04x", c));
      } else {
        shown.appendCodePoint(c);
      }
    });
    return shown.toString();
  }
}

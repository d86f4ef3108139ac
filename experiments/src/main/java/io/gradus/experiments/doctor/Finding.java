package io.gradus.experiments.doctor;

import io.gradus.core.Printable;
import java.util.LinkedHashMap;
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
    check = Printable.line(check);
    what = Printable.line(what);
    where = Printable.line(where);
    remedy = Printable.line(remedy);
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
}

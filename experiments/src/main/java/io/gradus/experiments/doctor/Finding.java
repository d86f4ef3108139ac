package io.gradus.experiments.doctor;

import io.gradus.core.Printable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finding of a check. Its texts may quote data and completions, so the constructor escapes all characters that could
 * control a terminal.
 *
 * @param severity how serious it is
 * @param check the name of the check
 * @param what the finding, with figures and the first few ids
 * @param where key of the recipe
 * @param remedy an instruction; empty if nothing needs to be done
 */
public record Finding(Severity severity, String check, String what, String where, String remedy) {

  public Finding {
    check = Printable.line(check);
    what = Printable.line(what);
    where = Printable.line(where);
    remedy = Printable.line(remedy);
  }

  /** Returns a finding that says that everything is in order. */
  static Finding ok(String check, String where, String what) {
    return new Finding(Severity.OK, check, what, where, "");
  }

  /** Returns the finding as JSON. */
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

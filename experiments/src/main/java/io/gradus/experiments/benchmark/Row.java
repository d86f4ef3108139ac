package io.gradus.experiments.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A row of a benchmark's file.
 *
 * @param subject subject of the row's file; empty if there is only one file
 * @param index row of the file, from 0
 * @param fields values as a template sees them, and {@code subject}
 */
record Row(String subject, int index, Map<String, Object> fields) {

  static Row of(String subject, int index, JsonNode node) {
    Map<String, Object> fields = Words.fields(node);
    fields.putIfAbsent("subject", subject);
    return new Row(subject, index, fields);
  }

  /** This row with a further field. */
  Row with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new Row(subject, index, more);
  }

  /** Text that related rows share; the subject if there is none. */
  String cluster(Optional<String> words) {
    return words.map(text -> new Words("cluster", text).of(this)).orElse(subject);
  }

  /** Place of the row, for messages. */
  String place() {
    return "%srow %d".formatted(subject.isEmpty() ? "" : subject + ", ", index);
  }
}

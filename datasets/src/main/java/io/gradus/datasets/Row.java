package io.gradus.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A row of a file, with fields by name.
 *
 * @param line line where the row begins, or number of a row of Parquet (1-based)
 */
record Row(long line, JsonNode fields) {

  /**
   * Returns the value at a dotted path ({@code metadata.answer}, {@code choices.0}); a field whose own name has dots
   * takes precedence. Returns null if there is no such field, and a null node if the field's value is JSON's null.
   */
  @Nullable
  JsonNode at(String path) {
    JsonNode whole = fields.get(path);
    if (whole != null) {
      return whole;
    }
    JsonNode node = fields;
    for (String part : path.split("\\.", -1)) {
      node = node.isArray() && part.matches("[0-9]{1,6}")
          ? node.path(Integer.parseInt(part))
          : node.path(part);
    }
    return node.isMissingNode() ? null : node;
  }

  List<String> names() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(fields.fieldNames(), Spliterator.ORDERED), false)
        .toList();
  }
}

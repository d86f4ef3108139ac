package io.gradus.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A row of a file by the names of its fields.
 *
 * @param line where it begins, from 1
 */
record Row(long line, JsonNode fields) {

  /**
   * The value at a dotted path ({@code metadata.answer}, {@code choices.0}); a name with dots in it wins. Null where there is no
   * such field; a field whose value is JSON's null has that as its value.
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

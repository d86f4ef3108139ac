package io.gradus.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.component.Suggestion;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the text of a part of a problem comes from: a field ({@code problem}, {@code metadata.answer}, {@code
 * choices.0}), or a text with fields in braces ({@code {Body} {Question}}).
 *
 * @param key key of the data set that names the field
 */
record FieldText(String key, String source) {
  private static final int MOST_DIGITS = 400;
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)}");

  /** Returns the text in a row. If a field is missing, records a fault and returns empty. */
  Optional<String> in(Row row, Faults faults) {
    if (!source.contains("{")) {
      return value(row, source, faults);
    }
    Matcher place = PLACE.matcher(source);
    StringBuilder text = new StringBuilder();
    boolean whole = true;
    while (place.find()) {
      Optional<String> value = value(row, place.group(1), faults);
      whole &= value.isPresent();
      place.appendReplacement(text, Matcher.quoteReplacement(value.orElse("")));
    }
    return whole ? Optional.of(place.appendTail(text).toString()) : Optional.empty();
  }

  private Optional<String> value(Row row, String field, Faults faults) {
    JsonNode node = row.at(field);
    if (node == null) {
      List<String> near = Suggestion.nearest(field, row.names());
      faults.addMissing(
          row.line(),
          "no field '%s'".formatted(field),
          "The row has%s.%s Set %s to %s"
              .formatted(
                  DataFile.inWords(row.names()),
                  Suggestion.didYouMean(field, near),
                  key,
                  near.isEmpty() ? "one of them" : "'%s'".formatted(near.get(0))));
      return Optional.empty();
    }
    if (node.isNull()) {
      faults.add(
          row.line(),
          "the field '%s' is null. Give it a value, or remove the row.".formatted(field));
      return Optional.empty();
    }
    if (node.isBinary()) {
      faults.addMissing(
          row.line(),
          "the field '%s' holds bytes, not text".formatted(field),
          "Set %s to another field, or write the column as text".formatted(key));
      return Optional.empty();
    }
    if (node.isBigDecimal()) {
      return Optional.of(number(node.decimalValue()));
    }
    return Optional.of(node.isValueNode() ? node.asText() : node.toString());
  }

  /**
   * Writes a number in digits, such as 1000 for {@code 1e3}. A number with more than {@value #MOST_DIGITS} digits keeps
   * its exponent.
   */
  private static String number(BigDecimal value) {
    boolean plain = Math.abs((long) value.scale()) + value.precision() <= MOST_DIGITS;
    return plain ? value.toPlainString() : value.toString();
  }
}

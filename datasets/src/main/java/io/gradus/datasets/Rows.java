package io.gradus.datasets;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Excerpt;
import io.gradus.core.UserError;
import io.gradus.core.component.Suggestion;
import io.gradus.datasets.parquet.ParquetFile;
import io.gradus.datasets.parquet.UnsupportedParquet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * Reader of a file's rows that keeps one row in memory at a time.
 *
 * @param format by default from the file's name
 * @param inField the field of a JSON object that holds the array of rows
 * @param columns the names of the columns of a CSV file that has no header
 */
record Rows(
    DataFile file, Optional<FileFormat> format, Optional<String> inField, List<String> columns) {
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();

  /** Reader for a value that other values follow. */
  private static final ObjectReader ITEM =
      JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Receiver of the rows; it may also record faults. */
  interface Sink {
    void row(Row row, Faults faults);
  }

  /**
   * Passes every row to the sink.
   *
   * @throws UserError with all faults of the file at once
   */
  void read(Sink sink) {
    try (DataFile.Opened opened = file.open();
        Utf8Lines lines = new Utf8Lines(opened.bytes(), opened.name())) {
      Faults faults = new Faults(opened.name());
      long[] count = {0};
      Consumer<Row> counted = row -> {
        count[0]++;
        sink.row(row, faults);
      };
      switch (formatOf(opened.name())) {
        case JSONL -> jsonLines(lines, counted, faults);
        case JSON -> jsonArray(lines, opened.name(), counted, faults);
        case CSV -> table(CSVFormat.RFC4180, lines, opened.name(), counted, faults);
        case TSV ->
          table(
              CSVFormat.RFC4180.builder().setDelimiter('\t').get(),
              lines,
              opened.name(),
              counted,
              faults);
        case PARQUET -> parquet(opened, counted);
      }
      faults.throwIfAny();
      if (count[0] == 0) {
        throw new BadInput("%s: holds no rows".formatted(opened.name()));
      }
    } catch (BadInput e) {
      throw e.forUser();
    } catch (IOException e) {
      throw file.damaged(e).forUser();
    }
  }

  private FileFormat formatOf(String name) throws BadInput {
    FileFormat.unread(name).ifPresent(kind -> {
      if (format.isEmpty()) {
        throw new UserError(
            "%s: is %s, which is not read here. Convert it to JSON lines, for instance with Python: %s"
                .formatted(name, kind.words(), kind.conversion()));
      }
    });
    Optional<FileFormat> known = format.or(() -> FileFormat.of(name));
    return known.orElseThrow(() -> new BadInput(
        "%s: its name does not end in .jsonl, .json, .csv, .tsv or .parquet (or one of them and .gz): set format"
            .formatted(name)));
  }

  private void parquet(DataFile.Opened opened, Consumer<Row> sink) throws IOException {
    try (SeekableByteChannel bytes = file.seekable(opened)) {
      new ParquetFile(bytes, (long) file.maxMegabytes() << 20)
          .read((number, fields) -> sink.accept(new Row(number, fields)));
    } catch (UnsupportedParquet e) {
      throw new BadInput("%s: %s".formatted(opened.name(), e.getMessage()), e);
    }
  }

  private static void jsonLines(Utf8Lines lines, Consumer<Row> sink, Faults faults)
      throws BadInput {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        continue;
      }
      try {
        object(lines.line(), JSON.readTree(line), sink, faults);
      } catch (JsonProcessingException e) {
        faults.add(lines.line(), "malformed JSON%s: %s".formatted(column(e), reason(e)));
      }
    }
  }

  private static void object(long line, JsonNode node, Consumer<Row> sink, Faults faults) {
    if (node.isObject()) {
      sink.accept(new Row(line, node));
    } else {
      faults.add(
          line,
          "expected a JSON object, {\"field\": ...}, but is %s"
              .formatted(node.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
  }

  private void jsonArray(Utf8Lines lines, String name, Consumer<Row> sink, Faults faults)
      throws IOException {
    try (JsonParser parser = JSON.createParser(lines)) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT && inField.isPresent()) {
        token = toField(parser, name, inField.orElseThrow());
        array(parser, token, name, sink, faults);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          parser.skipChildren();
        }
      } else if (token != null) {
        array(parser, token, name, sink, faults);
      }
      if (parser.nextToken() != null) {
        throw new BadInput(
            "%s:%d: more text after the end of the array. If each line is an object, set format: jsonl"
                .formatted(name, parser.currentTokenLocation().getLineNr()));
      }
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new BadInput(
          "%s:%d: malformed JSON%s: %s"
              .formatted(name, at == null ? lines.line() : at.getLineNr(), column(e), reason(e)),
          e);
    }
  }

  private static void array(
      JsonParser parser, JsonToken token, String name, Consumer<Row> sink, Faults faults)
      throws IOException {
    if (token != JsonToken.START_ARRAY) {
      throw new BadInput(
          "%s:%d: expected an array of objects. If each line is an object, set format: jsonl; if a field holds the array, set rows to its name"
              .formatted(name, parser.currentTokenLocation().getLineNr()));
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      long line = parser.currentTokenLocation().getLineNr();
      object(line, ITEM.readTree(parser), sink, faults);
    }
  }

  private static JsonToken toField(JsonParser parser, String name, String field)
      throws IOException {
    List<String> seen = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String current = parser.currentName();
      JsonToken value = parser.nextToken();
      if (current.equals(field)) {
        return value;
      }
      seen.add(current);
      parser.skipChildren();
    }
    throw new BadInput("%s: rows is '%s', but the object has only%s.%s"
        .formatted(name, field, DataFile.inWords(seen), Suggestion.didYouMean(field, seen)));
  }

  private void table(
      CSVFormat dialect, Utf8Lines lines, String name, Consumer<Row> sink, Faults faults)
      throws IOException {
    CSVFormat format = dialect
        .builder()
        .setHeader(columns.toArray(String[]::new))
        .setSkipHeaderRecord(columns.isEmpty())
        .setIgnoreEmptyLines(true)
        .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
        .get();
    try (CSVParser parser = format.parse(lines)) {
      List<String> header = parser.getHeaderNames();
      if (columns.isEmpty()) {
        refuseOtherDelimiter(dialect, header, name);
      }
      long line = parser.getCurrentLineNumber() + 1;
      for (CSVRecord row : parser) {
        if (row.size() != header.size()) {
          faults.add(
              line,
              "has %d values, but there are %d columns: %s%s"
                  .formatted(
                      row.size(),
                      header.size(),
                      Excerpt.printable(String.join(", ", header), 200),
                      otherDelimiter(dialect, header)));
        } else {
          ObjectNode fields = JSON.createObjectNode();
          header.forEach(column -> fields.put(column, row.get(column)));
          sink.accept(new Row(line, fields));
        }
        line = parser.getCurrentLineNumber() + 1;
      }
    } catch (BadInput e) {
      throw e;
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      if (e.getCause() instanceof BadInput bad) {
        throw bad;
      }
      throw new BadInput(
          "%s:%d: malformed table: %s. Quote values that hold the delimiter or a quote, and double the quote"
              .formatted(name, lines.line(), e.getMessage()),
          e);
    }
  }

  /** Returns a remedy for a table with another delimiter, or an empty text. */
  private static String otherDelimiter(CSVFormat dialect, List<String> header) {
    String only = header.size() == 1 ? header.get(0) : "";
    boolean commas = dialect.getDelimiterString().equals(",");
    return only.indexOf(';') >= 0
        ? ". The header has semicolons: Write the table with commas or as TSV."
        : commas && only.indexOf('\t') >= 0
            ? ". The header has tabs. Set format to tsv."
            : !commas && only.indexOf(',') >= 0
                ? ". The header has commas. Set format to csv."
                : "";
  }

  /** Refuses a table whose only column is a list of names, because it was written with another delimiter. */
  private static void refuseOtherDelimiter(CSVFormat dialect, List<String> header, String name)
      throws BadInput {
    String remedy = otherDelimiter(dialect, header);
    if (!remedy.isEmpty()) {
      throw new BadInput("%s:1: the table has one column, '%s'%s"
          .formatted(name, Excerpt.printable(header.get(0), 120), remedy));
    }
  }

  private static String column(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : " at column " + at.getColumnNr();
  }

  private static String reason(JsonProcessingException e) {
    if (e instanceof JsonEOFException) {
      return "the text ends within a value. Is the file truncated?";
    }
    if (e instanceof MismatchedInputException) {
      return "more text after the end of the object";
    }
    String reason = e.getOriginalMessage();
    return Excerpt.printable(reason, 200);
  }
}

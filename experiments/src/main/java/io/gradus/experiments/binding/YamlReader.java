package io.gradus.experiments.binding;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the events of a YAML parser into nodes. Collects faults that do not stop the reading. */
public final class YamlReader {
  private static final int MAX_DEPTH = 64;
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n|[\\n\\r\\u0085\\u2028\\u2029]");

  private final Function<JsonLocation, Place> places;
  private final List<Fault> faults;
  private final String text;
  private final String[] lines;
  private final YAMLParser parser;

  YamlReader(String text, Function<JsonLocation, Place> places, List<Fault> faults) {
    this.text = text;
    this.lines = LINE_BREAK.split(text, -1);
    this.places = places;
    this.faults = faults;
    try {
      this.parser = YAML.createParser(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nullable
  Node document() {
    JsonToken first = next();
    if (first == null) {
      return null;
    }
    Node root = node(first, "", 0);
    if (next() != null) {
      faults.add(new Fault(
          here(), "a second document begins here ('---'). Put each recipe into its own file."));
    }
    return root;
  }

  private Node node(JsonToken token, String path, int depth) {
    Place place = here();
    if (depth > MAX_DEPTH) {
      throw new NotYaml(new Fault(place, "nested deeper than " + MAX_DEPTH + " levels."));
    }
    refuseAnchorsAndTags(place, path);
    return switch (token) {
      case START_OBJECT -> mapping(place, path, depth);
      case START_ARRAY -> sequence(place, path, depth);
      default ->
        new Node.Scalar(
            place,
            scalarText(),
            token == JsonToken.VALUE_NULL,
            token == JsonToken.VALUE_STRING && quoted(parser.currentTokenLocation()));
    };
  }

  /** Whether a scalar begins with a quote or a block indicator; the parser does not report its style. */
  private boolean quoted(JsonLocation at) {
    int row = at.getLineNr() - 1;
    if (row < 0 || row >= lines.length) {
      return false;
    }
    String line = lines[row];
    int column = at.getColumnNr() - 1;
    return column < line.codePointCount(0, line.length())
        && "\"'|>".indexOf(line.codePointAt(line.offsetByCodePoints(0, column))) >= 0;
  }

  private Node.Mapping mapping(Place place, String path, int depth) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    while (next() == JsonToken.FIELD_NAME) {
      Place at = here();
      String key = scalarText();
      String keyPath = Node.join(path, key);
      Node value = node(required(), keyPath, depth + 1);
      Node.Entry first = entries.putIfAbsent(key, new Node.Entry(at, value));
      if (first != null) {
        faults.add(new Fault(
            at,
            "%s: given twice; first at line %d, column %d. Remove one."
                .formatted(keyPath, first.key().line(), first.key().column())));
      }
    }
    return new Node.Mapping(place, entries, false);
  }

  private Node.Sequence sequence(Place place, String path, int depth) {
    List<Node> items = new ArrayList<>();
    for (JsonToken token = required(); token != JsonToken.END_ARRAY; token = required()) {
      items.add(node(token, path + "[" + items.size() + "]", depth + 1));
    }
    return new Node.Sequence(place, items);
  }

  private void refuseAnchorsAndTags(Place place, String path) {
    String at = path.isEmpty() ? "" : path + ": ";
    try {
      if (parser.isCurrentAlias()) {
        faults.add(new Fault(
            place,
            "%saliases (*%s) are not supported. Write the value out.".formatted(at, scalarText())));
      } else if (parser.getObjectId() != null) {
        faults.add(new Fault(
            place,
            "%sanchors (&%s) are not supported. Write the value out where it is needed."
                .formatted(at, parser.getObjectId())));
      }
      if (parser.getTypeId() != null) {
        String tag = "!" + parser.getTypeId().toString().replaceFirst("^tag:yaml.org,2002:", "!");
        faults.add(new Fault(
            place,
            "%stags (%s) are not supported. Remove the tag, because the key decides the type."
                .formatted(at, tag)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonToken required() {
    JsonToken token = next();
    if (token == null) {
      throw new NotYaml(new Fault(here(), "the file ends in the middle of a value."));
    }
    return token;
  }

  private @Nullable JsonToken next() {
    try {
      return parser.nextToken();
    } catch (JsonProcessingException e) {
      throw new NotYaml(YamlSyntax.fault(e, text, places));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Place here() {
    return places.apply(parser.currentTokenLocation());
  }

  private String scalarText() {
    try {
      return parser.getText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Thrown if the text cannot be parsed beyond a fault. */
  static final class NotYaml extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Fault fault;

    NotYaml(Fault fault) {
      super(fault.message());
      this.fault = fault;
    }
  }
}

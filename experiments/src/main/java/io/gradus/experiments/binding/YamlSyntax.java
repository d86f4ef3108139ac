package io.gradus.experiments.binding;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Turns an error of a YAML parser into a fault with its place and the usual remedy. */
public final class YamlSyntax {
  /** Remedy for each part of a parser's message. */
  private static final Map<String, String> REMEDIES = new LinkedHashMap<>();

  static {
    REMEDIES.put(
        "cannot start any token", "Put a text that begins with a special character into quotes.");
    REMEDIES.put(
        "mapping values are not allowed here",
        "Keys of one mapping begin in the same column, a key's colon needs a space, and a text "
            + "with ': ' needs quotes.");
    REMEDIES.put("could not find expected ':'", "A key needs a colon and a space: 'key: value'.");
    REMEDIES.put(
        "expected <block end>",
        "Keys of one mapping, and dashes of one list, begin in the same column.");
    REMEDIES.put("expected ',' or '}'", "Add the missing comma, or close '{'.");
    REMEDIES.put("expected ',' or ']'", "Add the missing comma, or close '['.");
    REMEDIES.put("found unexpected end of stream", "Close the open quote.");
  }

  private YamlSyntax() {}

  static Fault fault(JsonProcessingException e, String text, Function<JsonLocation, Place> places) {
    if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      Mark mark = marked.getProblemMark();
      return new Fault(
          places.apply(at(mark.getLine(), mark.getColumn())), withRemedy(marked.getProblem()));
    }
    if (e.getCause() instanceof ReaderException unprintable) {
      String before = text.substring(0, text.offsetByCodePoints(0, unprintable.getPosition()));
      String line = before.substring(before.lastIndexOf('\n') + 1);
      int lines = (int) before.chars().filter(c -> c == '\n').count();
      return new Fault(
          places.apply(at(lines, line.codePointCount(0, line.length()))),
          "the control character U+%04X is not allowed. Remove it."
              .formatted(unprintable.getCodePoint()));
    }
    String problem = e.getOriginalMessage();
    return new Fault(
        places.apply(e.getLocation()),
        problem.startsWith("Expected a field name")
            ? "a key must be a plain text."
            : withRemedy(problem));
  }

  /** @param line from 0 */
  private static JsonLocation at(int line, int column) {
    return new JsonLocation(null, -1L, line + 1, column + 1);
  }

  private static String withRemedy(String problem) {
    if (problem.contains("(TAB)")) {
      return problem; // The message already has its remedy.
    }
    String fault = problem.replaceFirst(" \\(Do not use .* for indentation\\)$", "");
    String sentence = fault.endsWith(".") ? fault : fault + ".";
    return REMEDIES.entrySet().stream()
        .filter(remedy -> problem.contains(remedy.getKey()))
        .map(remedy -> sentence + " " + remedy.getValue())
        .findFirst()
        .orElse(sentence);
  }
}

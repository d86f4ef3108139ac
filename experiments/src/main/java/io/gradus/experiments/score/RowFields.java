package io.gradus.experiments.score;

import static io.gradus.experiments.rows.RowText.shown;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Problem;
import io.gradus.experiments.rows.BadRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the fields of a row and collects their faults. A null field counts as missing. */
final class RowFields {
  /** Fields that are not attributes of the problem. */
  private static final Set<String> OWN =
      Set.of("id", "verifier", "gold", "completion", "answer", "options", "tokens", "finish");

  private static final Set<String> TEXTS = Set.of("language", "kind", "entry_point", "prompt");

  private final ObjectNode row;
  private final List<String> faults = new ArrayList<>();

  RowFields(ObjectNode row) {
    this.row = row;
  }

  JsonNode id(long line) {
    JsonNode id = row.path("id");
    if (!row.hasNonNull("id")) {
      return LongNode.valueOf(line);
    }
    if (!id.isTextual() && !id.isNumber()) {
      fault("id", "expected a text or a number, but is " + shown(id));
    }
    return id;
  }

  String verifier() {
    if (!row.hasNonNull("verifier")) {
      fault("verifier", "missing: give the name of a reward, such as math-answer");
    }
    return text("verifier").orElse("");
  }

  /** The options; an empty object if the row has none. */
  ObjectNode options() {
    JsonNode options = row.path("options");
    if (row.hasNonNull("options") && !options.isObject()) {
      fault("options", "expected an object, but is " + shown(options));
    }
    return options instanceof ObjectNode object ? object : row.objectNode();
  }

  /** The final answer, if the row has one instead of a completion. */
  Optional<String> answer() {
    boolean answer = row.hasNonNull("answer");
    boolean completion = row.hasNonNull("completion");
    if (answer && completion) {
      fault("answer", "give either a final answer or a whole completion");
    } else if (!answer && !completion) {
      fault("completion", "missing: give a whole completion, or a final answer as 'answer'");
    } else if (answer) {
      for (String name : List.of("finish", "tokens")) {
        if (row.hasNonNull(name)) {
          fault(name, "belongs to a whole completion, not to a final answer");
        }
      }
    }
    return word("answer");
  }

  /** The whole completion. */
  Completion completion() {
    String text = text("completion").orElse("");
    return Completion.ofText(text, tokens(), finish());
  }

  private int[] tokens() {
    JsonNode tokens = row.path("tokens");
    if (!row.hasNonNull("tokens")) {
      return new int[0];
    }
    int[] ids = new int[tokens.size()];
    boolean whole = tokens.isArray();
    for (int i = 0; whole && i < ids.length; i++) {
      whole = tokens.get(i).isIntegralNumber() && tokens.get(i).canConvertToInt();
      ids[i] = tokens.get(i).asInt();
    }
    if (!whole) {
      fault("tokens", "expected a list of token ids");
    }
    return ids;
  }

  private FinishReason finish() {
    String finish = text("finish").orElse("stop");
    if (!finish.equals("stop") && !finish.equals("length")) {
      fault("finish", "must be stop or length, but is " + shown(row.path("finish")));
    }
    return finish.equals("length") ? FinishReason.LENGTH : FinishReason.STOP;
  }

  /**
   * The problem, with the gold answer, and with every further field as an attribute; lists and objects are JSON.
   *
   * @param compared name of the column of expected values, which a reward must not see
   */
  Problem problem(JsonNode id, Optional<String> compared) {
    Map<String, String> attributes = new HashMap<>();
    row.properties().forEach(field -> {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (value.isNull() || OWN.contains(name) || compared.filter(name::equals).isPresent()) {
        return;
      }
      if (TEXTS.contains(name) && !value.isTextual()) {
        fault(name, "expected a text, but is " + shown(value));
      }
      attributes.put(name, value.isContainerNode() ? value.toString() : value.asText());
    });
    String question = attributes.getOrDefault("prompt", attributes.getOrDefault("question", ""));
    return new Problem(
        id.asText(), question, word("gold").orElse(""), Optional.empty(), attributes);
  }

  /** The column of expected values. */
  Optional<Expectation> expectation(String column) {
    if (!row.hasNonNull(column)) {
      fault(column, "missing: give the expected result, because --compare names this field");
      return Optional.empty();
    }
    Optional<Expectation> expectation = Expectation.of(row.get(column));
    if (expectation.isEmpty()) {
      fault(
          column,
          "expected true, false, a number or the name of a verdict (%s), but is %s"
              .formatted(Expectation.verdicts(), shown(row.get(column))));
    }
    return expectation;
  }

  private Optional<String> text(String name) {
    JsonNode value = row.path(name);
    if (row.hasNonNull(name) && !value.isTextual()) {
      fault(name, "expected a text, but is " + shown(value));
    }
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  /** A text, or the text of a number or truth value. */
  private Optional<String> word(String name) {
    JsonNode value = row.path(name);
    if (value.isContainerNode()) {
      fault(name, "expected a text or a number, but is " + shown(value));
    }
    return row.hasNonNull(name) && value.isValueNode()
        ? Optional.of(value.asText())
        : Optional.empty();
  }

  void fault(String name, String what) {
    faults.add(name + ": " + what);
  }

  void check() throws BadRow {
    if (!faults.isEmpty()) {
      throw new BadRow(faults);
    }
  }
}

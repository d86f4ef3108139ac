package io.gradus.experiments.logprobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.UserError;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.rows.BadRow;
import io.gradus.experiments.rows.RowText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A text as tokens.
 *
 * @param id the row's id, or else the number of the line
 * @param ids {@code (T)}, with T at least 1
 * @param encoded whether the tokens were encoded from a text
 */
record TokenRow(JsonNode id, int[] ids, boolean encoded) {
  static final String EXAMPLE =
      "{\"id\": 1, \"ids\": [1, 2, 3]} or {\"id\": 1, \"text\": \"1+1=2\"}";

  private static final int TOLD = 5;

  /**
   * Reads a row.
   *
   * @param tokenizer loaded only if a row has a text
   * @param vocabulary V
   * @param context longest sequence that the model reads
   * @throws BadRow with all faults of the row
   */
  static TokenRow of(
      ObjectNode row, long line, Supplier<Tokenizer> tokenizer, int vocabulary, int context)
      throws BadRow {
    JsonNode id = row.hasNonNull("id") ? row.get("id") : LongNode.valueOf(line);
    if (!id.isTextual() && !id.isNumber()) {
      throw new BadRow("id: expected a text or a number, but is " + RowText.shown(id));
    }
    if (row.hasNonNull("ids") == row.hasNonNull("text")) {
      throw new BadRow("give either 'ids' or 'text': " + EXAMPLE);
    }
    boolean encoded = row.hasNonNull("text");
    int[] ids = encoded ? encode(row.get("text"), tokenizer) : ids(row.get("ids"), vocabulary);
    if (ids.length == 0) {
      throw new BadRow("%s: has no token".formatted(encoded ? "text" : "ids"));
    }
    if (ids.length > context) {
      throw new BadRow("%s: %d tokens exceed the model's context of %d"
          .formatted(encoded ? "text" : "ids", ids.length, context));
    }
    return new TokenRow(id, ids, encoded);
  }

  private static int[] encode(JsonNode text, Supplier<Tokenizer> tokenizer) throws BadRow {
    if (!text.isTextual()) {
      throw new BadRow("text: expected a text, but is " + RowText.shown(text));
    }
    try {
      return tokenizer.get() instanceof PretrainedTokenizer pretrained
          ? pretrained.encodeText(text.asText())
          : tokenizer.get().encode(text.asText());
    } catch (UserError e) {
      throw new BadRow("text: " + e.getMessage());
    }
  }

  private static int[] ids(JsonNode list, int vocabulary) throws BadRow {
    if (!list.isArray()) {
      throw new BadRow(
          "ids: expected a list of tokens, such as [1, 2, 3], but is " + RowText.shown(list));
    }
    List<String> faults = new ArrayList<>();
    int[] ids = new int[list.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = list.get(i);
      if (!id.isIntegralNumber()) {
        faults.add("ids[%d]: expected a whole number, but is %s".formatted(i, RowText.shown(id)));
      } else if (!id.canConvertToInt() || id.asInt() < 0 || id.asInt() >= vocabulary) {
        faults.add("ids[%d]: %s is outside the vocabulary of %d"
            .formatted(i, RowText.shown(id), vocabulary));
      } else {
        ids[i] = id.asInt();
      }
      if (faults.size() == TOLD) {
        break;
      }
    }
    if (!faults.isEmpty()) {
      throw new BadRow(faults);
    }
    return ids;
  }
}

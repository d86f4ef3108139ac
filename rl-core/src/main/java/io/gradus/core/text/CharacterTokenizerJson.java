package io.gradus.core.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A {@link CharacterTokenizer} as a {@code tokenizer.json}: every character is a word, special texts are added tokens.
 */
final class CharacterTokenizerJson {
  private CharacterTokenizerJson() {}

  /** Returns the text of the file. With this file, a character without a token is an error too. */
  static String of(CharacterTokenizer tokenizer) {
    ObjectNode json = new ObjectMapper().createObjectNode().put("version", "1.0");
    json.putNull("truncation").putNull("padding");
    ArrayNode added = json.putArray("added_tokens");
    json.putNull("normalizer");
    ObjectNode split = json.putObject("pre_tokenizer")
        .put("type", "Split")
        .put("behavior", "Isolated")
        .put("invert", false);
    split.putObject("pattern").put("Regex", "[\\s\\S]");
    json.putNull("post_processor");
    json.putObject("decoder").put("type", "Fuse");
    ObjectNode model = json.putObject("model").put("type", "WordLevel");
    ObjectNode vocabulary = model.putObject("vocab");
    model.put("unk_token", "<no such character>");
    int specials = 1 + tokenizer.special().size();
    for (int id = 0; id < tokenizer.vocabularySize(); id++) {
      String text = tokenizer.decode(new int[] {id});
      vocabulary.put(text, id);
      if (id < specials) {
        added
            .addObject()
            .put("id", id)
            .put("content", text)
            .put("single_word", false)
            .put("lstrip", false)
            .put("rstrip", false)
            .put("normalized", false)
            // the other special tokens belong to a completion's text
            .put("special", id == 0);
      }
    }
    return json.toString();
  }
}

package io.gradus.core.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.UserError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A byte-level BPE vocabulary from a GGUF file's metadata, converted to a {@code tokenizer.json}.
 *
 * @param source the file, for messages
 * @param model {@code tokenizer.ggml.model}; only {@code gpt2}, byte-level BPE, is read
 * @param pre {@code tokenizer.ggml.pre}: pre-tokenizer, which cuts text before bytes are merged
 * @param tokens {@code tokenizer.ggml.tokens}, in the alphabet of byte-level BPE
 * @param types {@code tokenizer.ggml.token_type}: 3 is a control token, 4 is a token that users defined; may be empty
 * @param merges {@code tokenizer.ggml.merges}, pairs of tokens separated by a space, in the order of merging
 */
public record GgufVocabulary(
    String source,
    String model,
    String pre,
    List<String> tokens,
    List<Long> types,
    List<String> merges) {
  /** Known values of {@code tokenizer.ggml.pre}. */
  public static final List<String> PRE_TOKENIZERS = PreTokenizers.NAMES;

  private static final long CONTROL = 3;
  private static final long USER_DEFINED = 4;

  /** @throws UserError if Gradus cannot run this kind of tokenizer exactly */
  public GgufVocabulary {
    tokens = List.copyOf(tokens);
    types = List.copyOf(types);
    merges = List.copyOf(merges);
    String remedy =
        "; put the model's tokenizer.json beside the file, or use its folder of Hugging Face files";
    if (!model.equals("gpt2")) {
      throw new UserError(
          "%s: tokenizer.ggml.model is '%s'; only 'gpt2' (byte-level BPE) gives the same tokens here%s"
              .formatted(source, model, remedy));
    }
    if (!PreTokenizers.NAMES.contains(pre)) {
      throw new UserError("%s: tokenizer.ggml.pre is '%s'; known are %s%s"
          .formatted(source, pre, String.join(", ", PreTokenizers.NAMES), remedy));
    }
    if (!types.isEmpty() && types.size() != tokens.size()) {
      throw new UserError("%s: tokenizer.ggml.token_type has %d entries for %d tokens"
          .formatted(source, types.size(), tokens.size()));
    }
  }

  /** Returns the text of a {@code tokenizer.json} that makes the same tokens. */
  public String tokenizerJson() {
    ObjectNode json = new ObjectMapper().createObjectNode().put("version", "1.0");
    json.putNull("truncation").putNull("padding");
    ArrayNode added = json.putArray("added_tokens");
    PreTokenizers.put(pre, json);
    json.putNull("post_processor");
    json.putObject("decoder")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", false);
    ObjectNode bpe = json.putObject("model").put("type", "BPE");
    bpe.putNull("dropout")
        .putNull("unk_token")
        .putNull("continuing_subword_prefix")
        .putNull("end_of_word_suffix");
    bpe.put("fuse_unk", false)
        .put("byte_fallback", false)
        .put("ignore_merges", PreTokenizers.ignoresMerges(pre));
    ObjectNode vocabulary = bpe.putObject("vocab");
    Set<String> seen = new HashSet<>();
    for (int id = 0; id < tokens.size(); id++) {
      String text = tokens.get(id);
      if (!seen.add(text)) {
        throw new UserError("%s: tokenizer.ggml.tokens has '%s' twice, the second time as token %d"
            .formatted(source, text, id));
      }
      vocabulary.put(text, id);
      long type = types.isEmpty() ? 1 : types.get(id);
      if (type == CONTROL || type == USER_DEFINED) {
        added
            .addObject()
            .put("id", id)
            .put("content", text)
            .put("single_word", false)
            .put("lstrip", false)
            .put("rstrip", false)
            .put("normalized", false)
            .put("special", type == CONTROL);
      }
    }
    ArrayNode pairs = bpe.putArray("merges");
    for (String merge : merges) {
      int blank = merge.indexOf(' ', 1);
      if (blank < 0) {
        throw new UserError(
            "%s: tokenizer.ggml.merges has '%s', which is not two tokens".formatted(source, merge));
      }
      pairs.addArray().add(merge.substring(0, blank)).add(merge.substring(blank + 1));
    }
    return json.toString();
  }
}

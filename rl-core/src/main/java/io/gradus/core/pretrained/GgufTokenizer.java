package io.gradus.core.pretrained;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.gguf.GgufTokenizerData;
import io.gradus.core.text.GgufVocabulary;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.core.text.TokenizerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer from the metadata of a GGUF file.
 *
 * @param source the file
 * @param rows number of tokens with embeddings
 */
public record GgufTokenizer(String source, GgufTokenizerData data, int rows)
    implements TokenizerFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Models whose texts begin with the begin token in llama.cpp if the file does not say so. */
  private static final Set<String> WITH_BOS = Set.of("llama-bpe", "llama3");

  @Override
  public PretrainedTokenizer read() {
    return PretrainedTokenizer.fromJson(vocabulary().tokenizerJson(), settings());
  }

  private GgufVocabulary vocabulary() {
    return new GgufVocabulary(
        source,
        data.model(),
        Objects.requireNonNullElse(data.pre(), "absent"),
        data.tokens(),
        data.types(),
        data.merges());
  }

  private TokenizerSettings settings() {
    return new TokenizerSettings(
        source,
        named(),
        ends().map(Math::toIntExact).toList(),
        Optional.of(addsBos()),
        data.chatTemplate() == null ? Map.of() : Map.of("default", data.chatTemplate()),
        OptionalInt.of(rows));
  }

  private Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    name(named, "bos_token", data.bos());
    name(named, "eos_token", data.eos());
    name(named, "unk_token", data.unknown());
    name(named, "pad_token", data.padding());
    return named;
  }

  private void name(Map<String, String> named, String name, @Nullable Long id) {
    if (id != null) {
      named.put(name, data.tokens().get(Math.toIntExact(id)));
    }
  }

  private Stream<Long> ends() {
    return Stream.of(
            Optional.ofNullable(data.eos()).stream(),
            Optional.ofNullable(data.endOfTurn()).stream())
        .flatMap(id -> id)
        .distinct();
  }

  private boolean addsBos() {
    return Objects.requireNonNullElse(
        data.addBos(), data.bos() != null && WITH_BOS.contains(String.valueOf(data.pre())));
  }

  @Override
  public void copyTo(Path folder) throws IOException {
    Files.writeString(
        folder.resolve(TokenizerFolderFiles.TOKENIZER), vocabulary().tokenizerJson());
    ObjectNode config = JSON.createObjectNode()
        .put("tokenizer_class", "PreTrainedTokenizerFast")
        .put("clean_up_tokenization_spaces", false)
        .put("add_bos_token", addsBos());
    named().forEach(config::put);
    if (data.chatTemplate() != null) {
      config.put("chat_template", data.chatTemplate());
    }
    write(folder.resolve("tokenizer_config.json"), config);
    ObjectNode generation = JSON.createObjectNode();
    List<Long> ends = ends().toList();
    if (!ends.isEmpty()) {
      ArrayNode ids = generation.putArray("eos_token_id");
      ends.forEach(ids::add);
    }
    if (data.bos() != null) {
      generation.put("bos_token_id", data.bos());
    }
    write(folder.resolve("generation_config.json"), generation);
  }

  private static void write(Path file, ObjectNode content) throws IOException {
    Files.writeString(
        file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
  }
}

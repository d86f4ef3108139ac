package io.gradus.core.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Excerpt;
import io.gradus.core.UserError;
import io.gradus.core.files.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reader of the tokenizer files in a folder of Hugging Face files. */
final class TokenizerFolder {
  /** Largest accepted files in bytes; the largest known tokenizer.json has 35 million. */
  private static final Map<String, Integer> MOST =
      Map.of("tokenizer.json", 64_000_000, "tokenizer_config.json", 16_000_000);

  private static final int MOST_OF_OTHERS = 4_000_000;
  private static final Logger LOG = LoggerFactory.getLogger(TokenizerFolder.class);
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final List<String> NAMED = List.of(
      "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

  private final Path folder;
  private final JsonNode tokenizerConfig;

  TokenizerFolder(Path folder) {
    this.folder = folder;
    if (!Files.isDirectory(folder)) {
      throw new UserError("%s: there is no such folder; a model is a folder of Hugging Face files"
          .formatted(folder));
    }
    this.tokenizerConfig = read("tokenizer_config.json");
  }

  /** Returns the text of {@code tokenizer.json}, with the added tokens that only {@code tokenizer_config.json} has. */
  String tokenizerJson() {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      throw new UserError("%s: has no tokenizer.json; %s"
          .formatted(
              folder,
              Files.exists(folder.resolve("tokenizer.model"))
                  ? "convert its tokenizer.model: AutoTokenizer.from_pretrained(folder).save_pretrained(folder) in transformers writes one"
                  : "copy the file from the original model"));
    }
    String text = text(file);
    JsonNode more = tokenizerConfig.path("added_tokens_decoder");
    if (more.isEmpty()) {
      return text;
    }
    JsonNode tree = parse(text, file);
    Set<String> known = new HashSet<>();
    tree.path("added_tokens").forEach(token -> known.add(token.path("content").asText()));
    boolean changed = false;
    for (Map.Entry<String, JsonNode> entry : more.properties()) {
      String content = entry.getValue().path("content").asText();
      if (entry.getKey().matches("\\d{1,9}")
          && !content.isEmpty()
          && known.add(content)
          && tree.path("added_tokens") instanceof ArrayNode added) {
        ObjectNode token =
            added.addObject().put("id", Integer.parseInt(entry.getKey())).put("content", content);
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
          token.put(flag, entry.getValue().path(flag).asBoolean(false));
        }
        changed = true;
      }
    }
    return changed ? tree.toString() : text;
  }

  TokenizerSettings settings() {
    JsonNode config = read("config.json");
    JsonNode generation = read("generation_config.json");
    Map<String, String> named = new LinkedHashMap<>();
    for (JsonNode file : List.of(read("special_tokens_map.json"), tokenizerConfig)) {
      for (String name : NAMED) {
        JsonNode token = file.path(name);
        String content = token.isObject() ? token.path("content").asText("") : token.asText("");
        if (!token.isNull() && !content.isEmpty()) {
          named.put(name, content);
        }
      }
    }
    List<Integer> sampling = ids(generation, "generation_config.json");
    List<Integer> training = ids(config, "config.json");
    Set<Integer> ends = new LinkedHashSet<>(sampling);
    ends.addAll(training);
    if (!sampling.isEmpty() && !training.isEmpty() && !sampling.equals(training)) {
      LOG.info(
          "{}: generation_config.json has the end tokens {}, config.json {}: all of them end a completion",
          folder,
          sampling,
          training);
    }
    JsonNode addBos = tokenizerConfig.path("add_bos_token");
    return new TokenizerSettings(
        folder.toString(),
        named,
        List.copyOf(ends),
        addBos.isBoolean() ? Optional.of(addBos.asBoolean()) : Optional.empty(),
        chatTemplates(),
        config.path("vocab_size").isInt()
            ? OptionalInt.of(config.path("vocab_size").asInt())
            : OptionalInt.empty());
  }

  private List<Integer> ids(JsonNode file, String name) {
    JsonNode value = file.path("eos_token_id");
    List<JsonNode> given = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(given::add);
    } else if (!value.isMissingNode() && !value.isNull()) {
      given.add(value);
    }
    for (JsonNode id : given) {
      if (!id.isInt()) {
        throw new UserError("%s: eos_token_id must be a token or a list of tokens, but is %s"
            .formatted(folder.resolve(name), Excerpt.printable(value.toString(), 80)));
      }
    }
    return given.stream().map(JsonNode::asInt).toList();
  }

  /** Reads the chat templates; as in {@code transformers}, files take precedence over {@code tokenizer_config.json}. */
  private Map<String, String> chatTemplates() {
    Map<String, String> templates = new LinkedHashMap<>();
    JsonNode inline = tokenizerConfig.path("chat_template");
    if (inline.isTextual()) {
      templates.put("default", inline.asText());
    }
    inline.forEach(named ->
        templates.put(named.path("name").asText(), named.path("template").asText()));
    Path file = folder.resolve("chat_template.jinja");
    if (Files.exists(file)) {
      templates.put("default", text(file));
    }
    for (String more : List.of("chat_templates", "additional_chat_templates")) {
      for (Path named : jinja(folder.resolve(more))) {
        String name = named.getFileName() == null ? "" : named.getFileName().toString();
        templates.put(name.substring(0, name.length() - ".jinja".length()), text(named));
      }
    }
    return templates;
  }

  private static List<Path> jinja(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".jinja")).sorted().toList();
    } catch (IOException e) {
      throw new UserError("%s: cannot be listed: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** Reads a file as JSON; an empty object if it is missing. */
  private JsonNode read(String name) {
    Path file = folder.resolve(name);
    return Files.exists(file) ? parse(text(file), file) : JSON.createObjectNode();
  }

  private static String text(Path file) {
    return TextFile.read(
        file, MOST.getOrDefault(String.valueOf(file.getFileName()), MOST_OF_OTHERS));
  }

  private static JsonNode parse(String text, Path file) {
    try {
      JsonNode tree = JSON.readTree(text);
      if (!tree.isObject()) {
        throw new UserError("%s: is not a JSON object".formatted(file));
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw new UserError("%s: is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }
}

package io.gradus.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.jspecify.annotations.Nullable;

/** Makes JSON texts. A text that many rows share is decoded once for each group of rows. UTF-8 is decoded strictly. */
final class TextConverter extends PrimitiveConverter {
  private final String field;
  private final Allowance allowance;
  private final Consumer<JsonNode> out;
  private @Nullable Dictionary dictionary;
  private @Nullable String[] shared = {};

  TextConverter(String field, Allowance allowance, Consumer<JsonNode> out) {
    this.field = field;
    this.allowance = allowance;
    this.out = out;
  }

  @Override
  public boolean hasDictionarySupport() {
    return true;
  }

  @Override
  public void setDictionary(Dictionary dictionary) {
    this.dictionary = dictionary;
    shared = new String[dictionary.getMaxId() + 1];
  }

  @Override
  public void addValueFromDictionary(int id) {
    String text = shared[id];
    if (text == null) {
      text = decoded(Objects.requireNonNull(dictionary).decodeToBinary(id));
      shared[id] = text;
    }
    add(text);
  }

  @Override
  public void addBinary(Binary value) {
    add(decoded(value));
  }

  private void add(String text) {
    allowance.spend(text.length() + 1L);
    out.accept(TextNode.valueOf(text));
  }

  private String decoded(Binary value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(value.toByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new ParquetDecodingException("a text of '%s' is not UTF-8".formatted(field), e);
    }
  }
}

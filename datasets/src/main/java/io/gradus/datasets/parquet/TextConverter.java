package io.gradus.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Makes JSON texts. A text that many rows share is decoded once for each group of rows. UTF-8 is decoded strictly. */
final class TextConverter extends PrimitiveConverter {
  private final String field;
  private final Allowance allowance;
  private final Consumer<JsonNode> out;
  private String[] shared = {};

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
    shared = new String[dictionary.getMaxId() + 1];
    for (int i = 0; i < shared.length; i++) {
      shared[i] = decoded(dictionary.decodeToBinary(i));
    }
  }

  @Override
  public void addValueFromDictionary(int id) {
    add(shared[id]);
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

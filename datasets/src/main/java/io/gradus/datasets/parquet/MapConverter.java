package io.gradus.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;

/** Makes a JSON object of a map, with the keys as text. */
final class MapConverter extends GroupConverter {
  private final Consumer<JsonNode> out;
  private final Entry entry;
  private ObjectNode value = JsonNodeFactory.instance.objectNode();

  MapConverter(GroupType keyAndValue, Allowance allowance, Consumer<JsonNode> out) {
    this.out = out;
    this.entry = new Entry(keyAndValue, allowance);
  }

  @Override
  public Converter getConverter(int field) {
    return entry;
  }

  @Override
  public void start() {
    value = JsonNodeFactory.instance.objectNode();
  }

  @Override
  public void end() {
    out.accept(value);
  }

  /** A key with its value, which may be null. */
  private final class Entry extends GroupConverter {
    private final Converter key;
    private final Converter content;
    private String name = "";
    private JsonNode held = NullNode.getInstance();

    Entry(GroupType type, Allowance allowance) {
      this.key = RowConverter.of(type.getType(0), allowance, node -> name = node.asText());
      this.content = RowConverter.of(type.getType(1), allowance, node -> held = node);
    }

    @Override
    public Converter getConverter(int field) {
      return field == 0 ? key : content;
    }

    @Override
    public void start() {
      name = "";
      held = NullNode.getInstance();
    }

    @Override
    public void end() {
      if (value.has(name)) {
        throw new ParquetDecodingException("a map has the key '%s' twice".formatted(name));
      }
      value.set(name, held);
    }
  }
}

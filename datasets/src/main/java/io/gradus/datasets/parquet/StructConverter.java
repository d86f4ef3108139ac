package io.gradus.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Makes a JSON object of a group of fields. A field without a value is null; a field that repeats is an array. */
final class StructConverter extends GroupConverter {
  private final GroupType type;
  private final Allowance allowance;
  private final Consumer<JsonNode> out;
  private final List<Converter> fields = new ArrayList<>();
  private ObjectNode value = JsonNodeFactory.instance.objectNode();

  StructConverter(GroupType type, Allowance allowance, Consumer<JsonNode> out) {
    this.type = type;
    this.allowance = allowance;
    this.out = out;
    for (Type field : type.getFields()) {
      fields.add(RowConverter.of(field, allowance, node -> put(field, node)));
    }
  }

  private void put(Type field, JsonNode node) {
    if (repeats(field)) {
      ((ArrayNode) value.get(field.getName())).add(node);
    } else {
      value.set(field.getName(), node);
    }
  }

  private static boolean repeats(Type field) {
    return field.isRepetition(Type.Repetition.REPEATED);
  }

  @Override
  public Converter getConverter(int field) {
    return fields.get(field);
  }

  @Override
  public void start() {
    value = JsonNodeFactory.instance.objectNode();
    for (Type field : type.getFields()) {
      allowance.spend(field.getName().length() + 1L);
      if (repeats(field)) {
        value.putArray(field.getName());
      } else {
        value.putNull(field.getName());
      }
    }
  }

  @Override
  public void end() {
    out.accept(value);
  }
}

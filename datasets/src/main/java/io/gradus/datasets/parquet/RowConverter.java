package io.gradus.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Makes JSON objects of rows. */
final class RowConverter extends RecordMaterializer<ObjectNode> {
  private final StructConverter root;
  private ObjectNode row = JsonNodeFactory.instance.objectNode();

  RowConverter(MessageType schema, Allowance allowance) {
    root = new StructConverter(schema, allowance, node -> row = (ObjectNode) node);
  }

  /** Returns the converter of a field, which passes each value on. */
  static Converter of(Type type, Allowance allowance, Consumer<JsonNode> out) {
    if (type.isPrimitive()) {
      return ValueConverter.isText(type.asPrimitiveType())
          ? new TextConverter(type.getName(), allowance, out)
          : new ValueConverter(type.asPrimitiveType(), allowance, out);
    }
    GroupType group = type.asGroupType();
    boolean wraps =
        group.getFieldCount() == 1 && group.getType(0).isRepetition(Type.Repetition.REPEATED);
    if (wraps && group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
      return new ListConverter(group, allowance, out);
    }
    if (wraps
        && group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation
        && !group.getType(0).isPrimitive()
        && group.getType(0).asGroupType().getFieldCount() == 2) {
      return new MapConverter(group.getType(0).asGroupType(), allowance, out);
    }
    return new StructConverter(group, allowance, out);
  }

  @Override
  public ObjectNode getCurrentRecord() {
    return row;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }
}

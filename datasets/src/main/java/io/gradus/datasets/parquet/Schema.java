package io.gradus.datasets.parquet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** The columns of a file, from the flat list in its footer. */
final class Schema {
  /** Deepest nesting; a damaged footer can claim any. */
  private static final int MAX_DEPTH = 100;

  private final Iterator<SchemaElement> elements;

  private Schema(Iterator<SchemaElement> elements) {
    this.elements = elements;
  }

  /**
   * Returns the tree of the columns.
   *
   * @throws UnsupportedParquet if two fields have the same name
   */
  static MessageType of(List<SchemaElement> elements) throws UnsupportedParquet {
    Iterator<SchemaElement> iterator = elements.iterator();
    SchemaElement root = iterator.next();
    List<Type> fields = new Schema(iterator).fields(root.getNum_children(), 0);
    return new MessageType(root.getName(), fields);
  }

  private List<Type> fields(int count, int depth) throws UnsupportedParquet {
    if (depth > MAX_DEPTH) {
      throw UnsupportedParquet.rewrite("nests more than %d levels".formatted(MAX_DEPTH));
    }
    List<Type> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      Type field = field(elements.next(), depth);
      if (!names.add(field.getName())) {
        throw UnsupportedParquet.rewrite(
            "has two columns named '%s'. Rename one of them".formatted(field.getName()));
      }
      fields.add(field);
    }
    return fields;
  }

  private Type field(SchemaElement element, int depth) throws UnsupportedParquet {
    Type.Repetition repetition =
        Type.Repetition.valueOf(element.getRepetition_type().name());
    LogicalTypeAnnotation meaning = meaning(element);
    if (element.isSetType()) {
      return Types.primitive(physical(element.getType()), repetition)
          .length(element.getType_length())
          .as(meaning)
          .named(element.getName());
    }
    return Types.buildGroup(repetition)
        .addFields(fields(element.getNum_children(), depth + 1).toArray(Type[]::new))
        .as(meaning)
        .named(element.getName());
  }

  private static PrimitiveTypeName physical(org.apache.parquet.format.Type type) {
    return type == org.apache.parquet.format.Type.BYTE_ARRAY
        ? PrimitiveTypeName.BINARY
        : PrimitiveTypeName.valueOf(type.name());
  }

  /** Returns what a column's bits mean, or null if nothing here depends on it. */
  private static @Nullable LogicalTypeAnnotation meaning(SchemaElement element) {
    return element.isSetLogicalType()
        ? logical(element.getLogicalType())
        : element.isSetConverted_type() ? converted(element.getConverted_type(), element) : null;
  }

  private static @Nullable LogicalTypeAnnotation logical(LogicalType type) {
    if (type.getSetField() == null) {
      return null;
    }
    return switch (type.getSetField()) {
      case STRING -> LogicalTypeAnnotation.stringType();
      case ENUM -> LogicalTypeAnnotation.enumType();
      case JSON -> LogicalTypeAnnotation.jsonType();
      case LIST -> LogicalTypeAnnotation.listType();
      case MAP -> LogicalTypeAnnotation.mapType();
      case DATE -> LogicalTypeAnnotation.dateType();
      case UUID -> LogicalTypeAnnotation.uuidType();
      case FLOAT16 -> LogicalTypeAnnotation.float16Type();
      case DECIMAL ->
        LogicalTypeAnnotation.decimalType(
            type.getDECIMAL().getScale(), type.getDECIMAL().getPrecision());
      case INTEGER ->
        LogicalTypeAnnotation.intType(
            type.getINTEGER().getBitWidth(), type.getINTEGER().isIsSigned());
      case TIME ->
        LogicalTypeAnnotation.timeType(
            type.getTIME().isIsAdjustedToUTC(), unit(type.getTIME().getUnit()));
      case TIMESTAMP ->
        LogicalTypeAnnotation.timestampType(
            type.getTIMESTAMP().isIsAdjustedToUTC(), unit(type.getTIMESTAMP().getUnit()));
      default -> null;
    };
  }

  private static LogicalTypeAnnotation.TimeUnit unit(TimeUnit unit) {
    return LogicalTypeAnnotation.TimeUnit.valueOf(unit.getSetField().name());
  }

  /** Returns the meaning in files of the format's first version. */
  private static @Nullable LogicalTypeAnnotation converted(
      ConvertedType type, SchemaElement element) {
    return switch (type) {
      case UTF8 -> LogicalTypeAnnotation.stringType();
      case ENUM -> LogicalTypeAnnotation.enumType();
      case JSON -> LogicalTypeAnnotation.jsonType();
      case LIST -> LogicalTypeAnnotation.listType();
      case MAP, MAP_KEY_VALUE -> LogicalTypeAnnotation.mapType();
      case DATE -> LogicalTypeAnnotation.dateType();
      case DECIMAL -> LogicalTypeAnnotation.decimalType(element.getScale(), element.getPrecision());
      case UINT_8 -> LogicalTypeAnnotation.intType(8, false);
      case UINT_16 -> LogicalTypeAnnotation.intType(16, false);
      case UINT_32 -> LogicalTypeAnnotation.intType(32, false);
      case UINT_64 -> LogicalTypeAnnotation.intType(64, false);
      case TIME_MILLIS ->
        LogicalTypeAnnotation.timeType(true, LogicalTypeAnnotation.TimeUnit.MILLIS);
      case TIME_MICROS ->
        LogicalTypeAnnotation.timeType(true, LogicalTypeAnnotation.TimeUnit.MICROS);
      case TIMESTAMP_MILLIS ->
        LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MILLIS);
      case TIMESTAMP_MICROS ->
        LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS);
      default -> null;
    };
  }
}

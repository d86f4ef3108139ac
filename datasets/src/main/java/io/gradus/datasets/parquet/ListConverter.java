package io.gradus.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/**
 * Makes a JSON array of a list. Writers of the format's first years left out the level that marks null elements; the
 * rules for both forms are in the format's <a
 * href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists">LogicalTypes.md</a>.
 */
final class ListConverter extends GroupConverter {
  private final Consumer<JsonNode> out;
  private final Converter element;
  private ArrayNode value = JsonNodeFactory.instance.arrayNode();

  ListConverter(GroupType list, Allowance allowance, Consumer<JsonNode> out) {
    this.out = out;
    Type repeated = list.getType(0);
    this.element = isElement(repeated, list.getName())
        ? RowConverter.of(repeated, allowance, node -> value.add(node))
        : new Slot(repeated.asGroupType().getType(0), allowance);
  }

  /** Returns whether a list's field is an element, and not the level around an element that may be null. */
  private static boolean isElement(Type repeated, String list) {
    return repeated.isPrimitive()
        || repeated.asGroupType().getFieldCount() > 1
        || repeated.asGroupType().getType(0).isRepetition(Type.Repetition.REPEATED)
        || repeated.getName().equals("array")
        || repeated.getName().equals(list + "_tuple");
  }

  @Override
  public Converter getConverter(int field) {
    return element;
  }

  @Override
  public void start() {
    value = JsonNodeFactory.instance.arrayNode();
  }

  @Override
  public void end() {
    out.accept(value);
  }

  /** The level around an element that may be null. */
  private final class Slot extends GroupConverter {
    private final Allowance allowance;
    private final Converter content;
    private JsonNode held = NullNode.getInstance();

    Slot(Type type, Allowance allowance) {
      this.allowance = allowance;
      this.content = RowConverter.of(type, allowance, node -> held = node);
    }

    @Override
    public Converter getConverter(int field) {
      return content;
    }

    @Override
    public void start() {
      allowance.spend(1);
      held = NullNode.getInstance();
    }

    @Override
    public void end() {
      value.add(held);
    }
  }
}

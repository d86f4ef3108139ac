package io.gradus.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSON values of numbers, times, truth values and bytes. A number has the digits that Python writes into JSON
 * lines. Dates and times are ISO 8601 texts.
 */
final class ValueConverter extends PrimitiveConverter {
  /** What a value costs of the allowance: roughly its digits. */
  private static final int DIGITS = 8;

  /** Smallest number that Python writes with an exponent. */
  private static final double EXPONENT = 1e16;

  /** Number of digits that any number can have and survive as a double. */
  private static final int SAFE = 15;

  /** Number of digits that any double needs at most. */
  private static final int MOST = 17;

  private final PrimitiveTypeName physical;
  private final @Nullable LogicalTypeAnnotation meaning;
  private final Allowance allowance;
  private final Consumer<JsonNode> out;

  ValueConverter(PrimitiveType type, Allowance allowance, Consumer<JsonNode> out) {
    this.physical = type.getPrimitiveTypeName();
    this.meaning = type.getLogicalTypeAnnotation();
    this.allowance = allowance;
    this.out = out;
  }

  static boolean isText(PrimitiveType type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    return meaning instanceof StringLogicalTypeAnnotation
        || meaning instanceof EnumLogicalTypeAnnotation
        || meaning instanceof JsonLogicalTypeAnnotation;
  }

  @Override
  public void addBoolean(boolean value) {
    add(BooleanNode.valueOf(value));
  }

  @Override
  public void addFloat(float value) {
    add(real(value));
  }

  @Override
  public void addDouble(double value) {
    add(real(value));
  }

  @Override
  public void addInt(int value) {
    if (meaning instanceof DateLogicalTypeAnnotation) {
      add(TextNode.valueOf(LocalDate.ofEpochDay(value).toString()));
    } else if (meaning instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
      addWhole(Integer.toUnsignedLong(value));
    } else {
      addWhole(value);
    }
  }

  @Override
  public void addLong(long value) {
    if (meaning instanceof IntLogicalTypeAnnotation integer && !integer.isSigned() && value < 0) {
      add(BigIntegerNode.valueOf(new BigInteger(Long.toUnsignedString(value))));
    } else {
      addWhole(value);
    }
  }

  private void addWhole(long value) {
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      add(DecimalNode.valueOf(BigDecimal.valueOf(value, decimal.getScale())));
    } else if (meaning instanceof TimeLogicalTypeAnnotation time) {
      add(TextNode.valueOf(Times.time(value, time)));
    } else if (meaning instanceof TimestampLogicalTypeAnnotation timestamp) {
      add(TextNode.valueOf(Times.timestamp(value, timestamp)));
    } else {
      add(value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value));
    }
  }

  @Override
  public void addBinary(Binary value) {
    if (physical == PrimitiveTypeName.INT96) {
      add(TextNode.valueOf(Times.impala(value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN))));
    } else if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      add(DecimalNode.valueOf(
          new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale())));
    } else if (meaning instanceof UUIDLogicalTypeAnnotation) {
      ByteBuffer bits = value.toByteBuffer();
      add(TextNode.valueOf(new UUID(bits.getLong(), bits.getLong()).toString()));
    } else if (meaning instanceof Float16LogicalTypeAnnotation) {
      add(real(half(value.get2BytesLittleEndian())));
    } else {
      allowance.spend(value.length());
      add(BinaryNode.valueOf(value.getBytes()));
    }
  }

  private void add(JsonNode value) {
    allowance.spend(DIGITS);
    out.accept(value);
  }

  /** Returns the value of a half-precision number (IEEE 754). */
  private static double half(short bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double size = exponent == 31
        ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
        : exponent == 0
            ? Math.scalb((double) fraction, -24)
            : Math.scalb(1024.0 + fraction, exponent - 25);
    return bits < 0 ? -size : size;
  }

  private static JsonNode real(double value) {
    if (!Double.isFinite(value)) {
      return DoubleNode.valueOf(value);
    }
    BigDecimal digits = shortest(value).stripTrailingZeros();
    return DecimalNode.valueOf(
        digits.scale() < 1 && Math.abs(value) < EXPONENT ? digits.setScale(1) : digits);
  }

  /** Returns the fewest digits that stand for a number; Java's own text has more before version 19 (JDK-4511638). */
  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = Math.abs(value) < Double.MIN_NORMAL ? 1 : SAFE; digits < MOST; digits++) {
      BigDecimal near = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (near.doubleValue() == value) {
        return near;
      }
      // Below a power of two, doubles are twice as dense, so only the farther decimal may survive.
      RoundingMode back = near.compareTo(exact) < 0 ? RoundingMode.CEILING : RoundingMode.FLOOR;
      BigDecimal far = exact.round(new MathContext(digits, back));
      if (far.doubleValue() == value) {
        return far;
      }
    }
    return exact.round(new MathContext(MOST, RoundingMode.HALF_EVEN));
  }
}

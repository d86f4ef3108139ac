package io.gradus.datasets.parquet;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;

/** Times of columns as ISO 8601 texts, with no, three, six or nine decimals of a second. */
final class Times {
  /** Julian day of 1 January 1970. */
  private static final long EPOCH = 2_440_588;

  /** Where the time begins in {@code 1970-01-01T00:00:00Z}. */
  private static final int DATE = 11;

  private Times() {}

  /** Returns the time of day after a number of units since midnight. */
  static String time(long value, TimeLogicalTypeAnnotation type) {
    return withoutZone(Instant.EPOCH.plus(value, unit(type.getUnit()))).substring(DATE);
  }

  /** Returns the time after a number of units since 1970; it ends in Z if it is a point in time. */
  static String timestamp(long value, TimestampLogicalTypeAnnotation type) {
    Instant instant = Instant.EPOCH.plus(value, unit(type.getUnit()));
    return type.isAdjustedToUTC() ? instant.toString() : withoutZone(instant);
  }

  /** Returns a timestamp in Impala's 12 bytes: nanoseconds of the day, then the Julian day. */
  static String impala(ByteBuffer bytes) {
    long nanos = bytes.getLong();
    long day = bytes.getInt() - EPOCH;
    return withoutZone(Instant.EPOCH.plus(day, ChronoUnit.DAYS).plusNanos(nanos));
  }

  private static String withoutZone(Instant instant) {
    String text = instant.toString();
    return text.substring(0, text.length() - 1);
  }

  private static ChronoUnit unit(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> ChronoUnit.MILLIS;
      case MICROS -> ChronoUnit.MICROS;
      case NANOS -> ChronoUnit.NANOS;
    };
  }
}

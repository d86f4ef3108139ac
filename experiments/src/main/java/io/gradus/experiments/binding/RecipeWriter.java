package io.gradus.experiments.binding;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.gradus.core.component.Components;
import io.gradus.core.component.Labelled;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes a bound record as the resolved recipe: YAML with every key, defaults too, {@code type} first and then in the
 * order of the record. {@link RecordBinder} reads this text as an equal record, and equal records give equal text.
 */
public final class RecipeWriter {
  /** Texts that need no quotes unless they look like another type: ASCII words, paths, tags. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_/.<]([A-Za-z0-9_/.<>() +-]*[A-Za-z0-9_/.<>()+-])?");

  /** Texts that are written as a block of lines, because no line begins or ends with a blank. */
  private static final Pattern BLOCK =
      Pattern.compile("(?!\\s)(?:[\\p{L}\\p{N}\\p{P}\\p{S}]|(?<!\n) (?!\n)|(?<! )\n(?! ))+");

  private static final YAMLFactory YAML = YAMLFactory.builder()
      .stringQuotingChecker(new Quotes())
      .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
      .disable(YAMLGenerator.Feature.SPLIT_LINES)
      .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
      .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
      .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
      .build();

  private final Components components;

  public RecipeWriter(Components components) {
    this.components = components;
  }

  /**
   * Returns the recipe as YAML, with a line feed at its end.
   *
   * @throws IllegalArgumentException if it contains a component that no table names, or a type that recipes cannot
   *     contain
   */
  public String write(Record recipe) {
    StringWriter text = new StringWriter();
    try (YAMLGenerator out = YAML.createGenerator(text)) {
      out.writeStartObject();
      keys(out, recipe);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void keys(YAMLGenerator out, Record record) throws IOException {
    for (Key key : Key.of(record.getClass())) {
      out.writeFieldName(key.name());
      value(out, key.type(), read(record, key));
    }
  }

  private void value(YAMLGenerator out, Type declared, Object value) throws IOException {
    if (value instanceof Optional<?> optional) {
      if (optional.isEmpty()) {
        out.writeNull();
      } else {
        value(out, argument(declared, 0), optional.get());
      }
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object item : list) {
        value(out, argument(declared, 0), item);
      }
      out.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(entry.getKey().toString());
        value(out, argument(declared, 1), entry.getValue());
      }
      out.writeEndObject();
    } else if (declared instanceof Class<?> kind && components.isKind(kind)) {
      String name = components
          .nameOf(kind, value.getClass())
          .orElseThrow(
              () -> new IllegalArgumentException("%s is not registered as a component of kind %s"
                  .formatted(value.getClass().getName(), kind.getSimpleName())));
      out.writeStartObject();
      out.writeStringField("type", name);
      keys(out, (Record) value);
      out.writeEndObject();
    } else if (value instanceof Record record && !(value instanceof Labelled)) {
      out.writeStartObject();
      keys(out, record);
      out.writeEndObject();
    } else {
      scalar(out, value);
    }
  }

  private static void scalar(YAMLGenerator out, Object value) throws IOException {
    if (value instanceof Boolean truth) {
      out.writeBoolean(truth);
    } else if (value instanceof Double || value instanceof Long || value instanceof Integer) {
      out.writeNumber(value.toString().toLowerCase(Locale.ROOT));
    } else if (value instanceof Enum<?> || value instanceof Labelled) {
      word(out, Scalars.word(value));
    } else if (value instanceof String || value instanceof Path) {
      text(out, value.toString());
    } else {
      throw new IllegalArgumentException(
          "a recipe cannot hold a " + value.getClass().getName());
    }
  }

  private static void word(YAMLGenerator out, String word) throws IOException {
    if (word.equals("true") || word.equals("false")) {
      out.writeBoolean(word.equals("true"));
    } else {
      out.writeString(word);
    }
  }

  /** Writes a text in quotes, unless YAML reads the unquoted text as the same text. */
  private static void text(YAMLGenerator out, String text) throws IOException {
    boolean lines = text.indexOf('\n') >= 0;
    out.configure(
        YAMLGenerator.Feature.MINIMIZE_QUOTES, !lines || BLOCK.matcher(text).matches());
    out.writeString(text);
  }

  private static Type argument(Type declared, int index) {
    return ((ParameterizedType) declared).getActualTypeArguments()[index];
  }

  private static Object read(Record record, Key key) {
    try {
      Method accessor = key.component().getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          key.name() + " of " + record.getClass().getName() + " could not be read", e);
    }
  }

  /** Quotes everything except plain words, which is more than YAML needs. */
  private static final class Quotes extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean needToQuoteName(String name) {
      return !PLAIN.matcher(name).matches() || super.needToQuoteName(name);
    }

    @Override
    public boolean needToQuoteValue(String value) {
      return !PLAIN.matcher(value).matches() || super.needToQuoteValue(value);
    }
  }
}

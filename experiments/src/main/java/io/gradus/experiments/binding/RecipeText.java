package io.gradus.experiments.binding;

import io.gradus.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Reads the text of a recipe, or reports why it cannot be read. */
public final class RecipeText {
  /**
   * Size limit in bytes: a thousand times the size of a long recipe. If a model is given by mistake, it is refused
   * without being read.
   */
  static final int MAX_BYTES = 1 << 20;

  private static final int NAMES_SHOWN = 10;

  private RecipeText() {}

  /** @throws UserError if the file is missing (naming the nearest), a folder, not readable, too large or not UTF-8 */
  static String read(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserError("%s: is a folder, not a recipe.%s".formatted(file, listed(file)));
    }
    if (!Files.exists(file)) {
      throw new UserError(missing(file));
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (AccessDeniedException e) {
      throw new UserError(
          "%s: permission denied. Change its permissions so that you can read it.".formatted(file),
          e);
    } catch (IOException e) {
      throw new UserError("%s: could not be read: %s".formatted(file, e.getMessage()), e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new UserError("%s: is larger than 1 MiB, so it is not a recipe.".formatted(file));
    }
    return decode(file.toString(), bytes);
  }

  static String decode(String source, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      String before = text.substring(text.lastIndexOf('\n') + 1);
      int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
      int column = before.codePointCount(0, before.length()) + 1;
      throw new UserError(
          "%s: not UTF-8: byte 0x%02x is not allowed here. Save the file as UTF-8 text."
              .formatted(new Place(source, line, column), bytes[in.position()]));
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static String missing(Path file) {
    Path folder = folder(file);
    if (!Files.isDirectory(folder)) {
      return "%s: no such file: the folder '%s' does not exist.".formatted(file, folder);
    }
    for (Path near : List.of(folder, folder.resolve("recipes"))) {
      String suggestion = NearPath.in(near, file, Files::isRegularFile);
      if (!suggestion.isEmpty()) {
        return "%s: no such file.%s".formatted(file, suggestion);
      }
    }
    return "%s: no such file.%s".formatted(file, listed(folder));
  }

  private static Path folder(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static String listed(Path folder) {
    List<String> recipes = NearPath.names(folder, Files::isRegularFile).stream()
        .filter(name -> name.endsWith(".yaml") || name.endsWith(".yml"))
        .toList();
    if (recipes.isEmpty()) {
      return " There is no .yaml file there.";
    }
    String more = recipes.size() > NAMES_SHOWN ? ", ..." : "";
    return recipes.stream()
        .limit(NAMES_SHOWN)
        .collect(Collectors.joining(", ", " There are: ", more + "."));
  }
}

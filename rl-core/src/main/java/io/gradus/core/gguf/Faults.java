package io.gradus.core.gguf;

import com.google.errorprone.annotations.FormatMethod;
import io.gradus.core.Excerpt;
import io.gradus.core.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Faults of a file, collected so that a user sees all at once. */
final class Faults {
  private static final int SHOWN = 10;

  private final Path file;
  private final List<String> faults = new ArrayList<>();
  private int more;

  Faults(Path file) {
    this.file = file;
  }

  @FormatMethod
  void add(String format, Object... arguments) {
    if (faults.size() < SHOWN) {
      faults.add(of(file, format, arguments).getMessage());
    } else {
      more++;
    }
  }

  /** Throws the collected faults, if there are any. */
  void refuse() {
    if (faults.isEmpty()) {
      return;
    }
    List<String> shown = new ArrayList<>(faults);
    if (more > 0) {
      shown.add("%s: and %d more faults".formatted(file, more));
    }
    throw new UserError(shown);
  }

  /** Makes an error with a single fault of a file. */
  @FormatMethod
  static UserError of(Path file, String format, Object... arguments) {
    return new UserError("%s: %s".formatted(file, String.format(format, arguments)));
  }

  /** Quotes a name from an untrusted file for a message, with bounded length and without control characters. */
  static String quoted(String name) {
    return Excerpt.quoted(name);
  }
}

package io.gradus.core.files;

import com.google.errorprone.annotations.FormatMethod;
import io.gradus.core.Excerpt;
import io.gradus.core.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Faults of a file, collected so that a user sees all of them at once: the first few in full, the others counted. */
public final class Faults {
  private static final int SHOWN = 10;

  private final Path file;
  private final List<String> faults = new ArrayList<>();
  private int more;

  /** Creates an empty list of faults. A fault that is added names this file. */
  public Faults(Path file) {
    this.file = file;
  }

  /** Adds a fault; the name of the file is put before it. */
  @FormatMethod
  public void add(String format, Object... arguments) {
    addWhole("%s: %s".formatted(file, String.format(format, arguments)));
  }

  /** Adds a fault whose message names a file already. */
  public void addWhole(String message) {
    if (faults.size() < SHOWN) {
      faults.add(message);
    } else {
      more++;
    }
  }

  /** Returns whether there is no fault. */
  public boolean isEmpty() {
    return faults.isEmpty();
  }

  /**
   * Refuses the file if it has faults.
   *
   * @throws UserError with the faults
   */
  public void refuse() {
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
  public static UserError of(Path file, String format, Object... arguments) {
    return new UserError("%s: %s".formatted(file, String.format(format, arguments)));
  }

  /** Returns a name from an untrusted file for a message, with bounded length and without control characters. */
  public static String quoted(String name) {
    return Excerpt.quoted(name);
  }
}

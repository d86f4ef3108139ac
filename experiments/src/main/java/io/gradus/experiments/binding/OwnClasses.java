package io.gradus.experiments.binding;

import io.gradus.core.component.ComponentTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * The jars and folders of classes that a user gave with {@code --classpath}.
 *
 * @param places in the order of the class path
 */
record OwnClasses(List<Path> places) {
  /** System property in which the launcher passes the user's part of the class path. */
  static final String PROPERTY = "gradus.user.classpath";

  private static final String SERVICE = "META-INF/services/" + ComponentTable.class.getName();

  /** Returns the jars and folders that the launcher passed on. */
  static OwnClasses given() {
    return new OwnClasses(
        Arrays.stream(System.getProperty(PROPERTY, "").split(File.pathSeparator, -1))
            .filter(place -> !place.isBlank() && !place.endsWith("*"))
            .map(Path::of)
            .toList());
  }

  /** Returns the remedy for a component that no table names, as the end of a sentence. */
  String remedy() {
    if (places.isEmpty()) {
      return ". If it is your own component, give its jar with --classpath";
    }
    List<String> silent = places.stream()
        .filter(place -> !declares(place))
        .map(place -> ". %s was given with --classpath but declares no components".formatted(place))
        .toList();
    return silent.isEmpty()
        ? ". The jars given with --classpath do not list it: add it to their ComponentTable"
        : String.join("", silent)
            + ": add the file %s with the class name of its table, as docs/rewards.md shows"
                .formatted(SERVICE);
  }

  private static boolean declares(Path place) {
    if (Files.isDirectory(place)) {
      return Files.exists(place.resolve(SERVICE));
    }
    try (ZipFile jar = new ZipFile(place.toFile())) {
      return jar.getEntry(SERVICE) != null;
    } catch (IOException e) {
      return false;
    }
  }
}

package io.gradus.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Limits that keep the code easy to find one's way in: sizes of packages, classes and constructors, and no copies. */
class StructureTest {
  private static final int MOST_FILES = 35;
  private static final int MOST_LINES = 300;
  private static final int MOST_PARAMETERS = 8;
  private static final int COPY = 12;

  private static final List<String> MODULES =
      List.of("rl-core", "rollouts", "rewards", "datasets", "experiments");

  /** Parsers and the tables that belong to them: a grammar is easier to read in one piece. */
  private static final Set<String> PARSERS =
      Set.of("Atoms", "ExpressionParser", "Lexer", "Parser", "RegexRisk");

  @Test
  void noPackageHasMoreThan35Files() throws IOException {
    Map<Path, Integer> packages = new TreeMap<>();
    for (Path file : sources("main", "test")) {
      packages.merge(file.getParent(), 1, Integer::sum);
    }
    packages.values().removeIf(files -> files <= MOST_FILES);
    assertThat(packages).as("packages with more than %d files", MOST_FILES).isEmpty();
  }

  @Test
  void onlyParsersHaveMoreThan300Lines() throws IOException {
    Map<String, Integer> large = new TreeMap<>();
    for (Path file : sources("main")) {
      int lines = Files.readAllLines(file).size();
      String name = file.getFileName().toString().replace(".java", "");
      if (lines > MOST_LINES && !PARSERS.contains(name)) {
        large.put(name, lines);
      }
    }
    assertThat(large).as("classes with more than %d lines", MOST_LINES).isEmpty();
  }

  @Test
  void onlyRecordsHaveConstructorsOfMoreThan8Parameters() {
    Set<String> wide = new TreeSet<>();
    for (JavaClass type : new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.gradus")) {
      // An anonymous class gets what it captures as parameters, which no source shows.
      if (type.isRecord() || type.isAnonymousClass() || type.isLocalClass()) {
        continue;
      }
      for (JavaConstructor constructor : type.getConstructors()) {
        if (written(type, constructor) > MOST_PARAMETERS) {
          wide.add(constructor.getFullName());
        }
      }
    }
    assertThat(wide)
        .as("constructors with more than %d parameters", MOST_PARAMETERS)
        .isEmpty();
  }

  /** The parameters that the source shows: the compiler adds the outer object, and an enum's name and place. */
  private static int written(JavaClass type, JavaConstructor constructor) {
    int all = constructor.getRawParameterTypes().size();
    boolean inner = type.isInnerClass() && !type.getModifiers().contains(JavaModifier.STATIC);
    return type.isEnum() ? all - 2 : inner ? all - 1 : all;
  }

  @Test
  void no12LinesAreWrittenTwice() throws IOException {
    Map<List<String>, String> first = new HashMap<>();
    Set<String> copies = new TreeSet<>();
    for (Path file : sources("main", "test")) {
      List<String> lines = Files.readAllLines(file);
      Deque<String> window = new ArrayDeque<>();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i).strip();
        if (!says(line)) {
          continue;
        }
        window.add(line);
        if (window.size() > COPY) {
          window.remove();
        }
        if (window.size() == COPY) {
          String place = "%s, up to line %d".formatted(file.getFileName(), i + 1);
          String other = first.putIfAbsent(List.copyOf(window), place);
          if (other != null) {
            copies.add(other + " = " + place);
          }
        }
      }
    }
    assertThat(copies).as("runs of %d equal lines", COPY).isEmpty();
  }

  /** Whether a line counts: not blank, not a comment, an import or mere punctuation. */
  private static boolean says(String line) {
    return line.chars().anyMatch(Character::isLetterOrDigit)
        && !line.startsWith("//")
        && !line.startsWith("*")
        && !line.startsWith("/*")
        && !line.startsWith("import ")
        && !line.startsWith("package ")
        && !line.equals("@Override");
  }

  private static List<Path> sources(String... kinds) throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    List<Path> sources = new ArrayList<>();
    for (String module : MODULES) {
      for (String kind : kinds) {
        Path folder = root.resolve(module).resolve("src").resolve(kind).resolve("java");
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
          }
        }
      }
    }
    assertThat(sources).as("source files below %s", root).hasSizeGreaterThan(100);
    return sources;
  }
}

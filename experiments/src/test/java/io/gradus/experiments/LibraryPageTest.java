package io.gradus.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/library.md to the truth: the code that it shows is the code of examples/library, whose own build tests it.
 */
class LibraryPageTest {
  /** A block of Java, or the file that the following blocks are from. */
  private static final Pattern BLOCK_OR_FILE =
      Pattern.compile("```java\n(.*?)```|`([a-z-]+/src/[^`]+[.]java)`", Pattern.DOTALL);

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs/library.md"))) {
      at = Objects.requireNonNull(at.getParent(), "docs/library.md above the working directory");
    }
    return at;
  }

  private static String unindented(String code) {
    return code.lines().map(String::strip).reduce("", (all, line) -> all + line + "\n");
  }

  @Test
  void theCodeOnThePageIsTheCodeOfTheExamples() throws IOException {
    String page = Files.readString(root().resolve("docs/library.md"));
    String code = "";
    int blocks = 0;
    for (MatchResult match : BLOCK_OR_FILE.matcher(page).results().toList()) {
      if (match.group(2) != null) {
        Path file = root().resolve("examples/library").resolve(match.group(2));
        code = unindented(Files.readString(file));
      } else {
        assertThat(code).contains(unindented(match.group(1)));
        blocks++;
      }
    }
    assertThat(blocks).isEqualTo(8);
  }

  @Test
  void theExamplesUseTheVersionThatIsBuilt() throws IOException {
    String version = "<version>([^<]+)</version>";
    String built = first(version, Files.readString(root().resolve("pom.xml")));
    String used = first(
        "<gradus.version>([^<]+)<", Files.readString(root().resolve("examples/library/pom.xml")));
    String shown = first(version, Files.readString(root().resolve("docs/library.md")));
    assertThat(List.of(used, shown)).containsOnly(built);
    assertThat(Files.readString(root().resolve("docs/library.md")))
        .contains("experiments/target/experiments-%s.jar".formatted(built));
  }

  private static String first(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
  }
}

package io.gradus.core;

import io.gradus.core.files.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts the tests that {@link SharedData} skipped, and those that found no browser, and prints one sum of each at the
 * end of the build. Each module writes its
 * count into {@code target/skipped-tests} of the repository. The first module of a build removes older counts, and the
 * last one prints the sum.
 */
public final class SkippedTests implements TestExecutionListener {
  /** How the message of a test begins that is skipped because no browser is installed. */
  public static final String NO_BROWSER = "skipped: no browser";

  private static final String FOLDER = "target/skipped-tests";
  private static final String FIRST_MODULE = "rl-core";
  private static final String LAST_MODULE = "experiments";

  private final Path repository;
  private final String module;
  private final AtomicInteger skipped = new AtomicInteger();
  private final AtomicInteger withoutBrowser = new AtomicInteger();
  private @Nullable TestPlan plan;

  /** For the modules of this repository; what JUnit calls. */
  public SkippedTests() {
    this(
        SharedData.above("rl-core").filter(Files::isDirectory).findFirst(),
        Path.of("").toAbsolutePath());
  }

  SkippedTests(Optional<Path> core, Path module) {
    this.repository = core.map(p -> Objects.requireNonNull(p.getParent())).orElse(module);
    this.module = String.valueOf(module.getFileName());
  }

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
    if (result.getStatus() != TestExecutionResult.Status.ABORTED) {
      return;
    }
    String reason =
        result.getThrowable().map(e -> String.valueOf(e.getMessage())).orElse("");
    // A class that is skipped as a whole never runs the tests in it.
    long inside = plan == null
        ? 0
        : plan.getDescendants(identifier).stream()
            .filter(TestIdentifier::isTest)
            .count();
    count(reason, (int) Math.max(1, inside));
  }

  /** Counts tests that were skipped for a reason, if it is one of those that are reported. */
  void count(String reason, int tests) {
    if (reason.contains(SharedData.SKIPPED)) {
      skipped.addAndGet(tests);
    } else if (reason.contains(NO_BROWSER)) {
      withoutBrowser.addAndGet(tests);
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan finished) {
    sentence(skipped.get()).ifPresent(System.out::println);
    browserSentence().ifPresent(System.out::println);
  }

  /** What to print if tests of this module found no browser. */
  Optional<String> browserSentence() {
    return withoutBrowser.get() == 0
        ? Optional.empty()
        : Optional.of(
            "%d tests of this build were skipped because chromium or chromedriver is not installed"
                .formatted(withoutBrowser.get()));
  }

  /** Records this module's count; in the last module, what to print, if anything was skipped in any module. */
  Optional<String> sentence(int here) {
    try {
      Path folder = Files.createDirectories(repository.resolve(FOLDER));
      if (module.equals(FIRST_MODULE)) {
        for (Path older : files(folder)) {
          Files.deleteIfExists(older);
        }
      }
      // Whole or not there, because other test runs may read it.
      AtomicFile.write(
          folder.resolve(module), Integer.toString(here).getBytes(StandardCharsets.UTF_8));
      if (!module.equals(LAST_MODULE)) {
        return Optional.empty();
      }
      int all = 0;
      for (Path file : files(folder)) {
        all += Integer.parseInt(Files.readString(file).strip());
      }
      return all == 0
          ? Optional.empty()
          : Optional.of(
              "%d tests of this build were skipped because ../shared is missing".formatted(all));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The counts of all modules; a name with a dot is a file that is being written. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> !f.getFileName().toString().contains(".")).toList();
    }
  }
}

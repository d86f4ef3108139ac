package io.gradus.core;

import io.gradus.core.files.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * Counts the tests that {@link SharedData} skipped, and prints the count after the tests of each module. The count of each
 * module is kept in {@code target/skipped-tests} of the repository, so that the last module prints the sum of the build.
 */
public final class SkippedTests implements TestExecutionListener {
  private static final String FOLDER = "target/skipped-tests";

  private final Path repository;
  private final String module;
  private final AtomicInteger skipped = new AtomicInteger();
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
    boolean missing = result.getStatus() == TestExecutionResult.Status.ABORTED
        && result
            .getThrowable()
            .map(e -> String.valueOf(e.getMessage()).contains(SharedData.SKIPPED))
            .orElse(false);
    if (missing) {
      // A class that is skipped as a whole never runs the tests in it.
      long inside = plan == null
          ? 0
          : plan.getDescendants(identifier).stream()
              .filter(TestIdentifier::isTest)
              .count();
      skipped.addAndGet((int) Math.max(1, inside));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan finished) {
    sentence(skipped.get()).ifPresent(System.out::println);
  }

  /** Records this module's count; what to print, if anything was skipped in any module. */
  Optional<String> sentence(int here) {
    try {
      Path folder = Files.createDirectories(repository.resolve(FOLDER));
      // Whole or not there, because other test runs may read it.
      AtomicFile.write(
          folder.resolve(module), Integer.toString(here).getBytes(StandardCharsets.UTF_8));
      int all = 0;
      List<Path> modules = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(f -> !f.getFileName().toString().contains(".")).forEach(modules::add);
      }
      for (Path file : modules) {
        all += Integer.parseInt(Files.readString(file).strip());
      }
      return all == 0
          ? Optional.empty()
          : Optional.of("%d tests skipped because ../shared is missing (%d of them in %s)"
              .formatted(all, here, module));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

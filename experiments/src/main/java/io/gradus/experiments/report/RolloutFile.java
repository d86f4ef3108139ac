package io.gradus.experiments.report;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The recorded completions of one step of a run.
 *
 * @param path file such as {@code rollouts/2-grpo/step-000012.jsonl.gz}
 * @param stage name of the stage
 * @param step step of the stage
 */
record RolloutFile(Path path, String stage, long step) {
  private static final Pattern FILE = Pattern.compile("step-(\\d{1,18})(\\.jsonl(?:\\.gz)?)");
  private static final Pattern FOLDER = Pattern.compile("(\\d{1,9})-(.*)");

  /** Lists the files of a run in the order of its steps. */
  static List<RolloutFile> of(Path rollouts) {
    List<RolloutFile> files = new ArrayList<>();
    for (Path folder : sorted(rollouts, FOLDER)) {
      for (Path file : sorted(folder, FILE)) {
        files.add(new RolloutFile(
            file,
            matched(FOLDER, folder).group(2),
            Long.parseLong(matched(FILE, file).group(1))));
      }
    }
    return files;
  }

  /** Passes each completion to {@code each}, in the order of the file. */
  void read(Consumer<Rollout> each, Consumer<String> trouble) {
    JsonLines.read(
        path, line -> each.accept(Rollout.of(line)), what -> trouble.accept(folder() + "/" + what));
  }

  /** Numbers of the step's update; empty if the run did not record them. */
  TokenUpdates updates(Consumer<String> trouble) {
    Matcher own = matched(FILE, path);
    Path file = path.resolveSibling("updates-" + own.group(1) + own.group(2));
    return TokenUpdates.read(file, what -> trouble.accept(folder() + "/" + what));
  }

  private String folder() {
    return name(Objects.requireNonNull(path.getParent(), "a file of a stage is in its folder"));
  }

  private static List<Path> sorted(Path folder, Pattern names) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> names.matcher(name(f)).matches())
          .sorted((a, b) -> Long.compare(
              Long.parseLong(matched(names, a).group(1)),
              Long.parseLong(matched(names, b).group(1))))
          .toList();
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(folder, e), e);
    }
  }

  private static Matcher matched(Pattern pattern, Path file) {
    Matcher matcher = pattern.matcher(name(file));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("%s: not named like %s".formatted(file, pattern));
    }
    return matcher;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}

package io.gradus.experiments.report;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A sample of the completions of a run: the first steps of each stage, some steps between, and the last one. From each
 * step it has the first groups of the file, good or bad.
 *
 * @param stage name of the stage
 * @param step step of the stage
 * @param groups completions by group
 * @param recordedGroups number of groups of the step, shown or not
 */
record RolloutSample(String stage, long step, List<List<Rollout>> groups, int recordedGroups) {
  private static final int STEPS = 7;
  private static final Pattern FILE = Pattern.compile("step-(\\d{1,18})\\.jsonl(\\.gz)?");
  private static final Pattern FOLDER = Pattern.compile("(\\d{1,9})-(.*)");

  /** Reads the sample of a run, with at most {@code groups} groups of each step. */
  static List<RolloutSample> read(Path rollouts, int groups, Consumer<String> trouble) {
    List<RolloutSample> samples = new ArrayList<>();
    for (Path stage : sorted(rollouts, FOLDER)) {
      List<Path> steps = sorted(stage, FILE);
      for (int i : spread(steps.size())) {
        samples.add(step(stage, steps.get(i), groups, trouble));
      }
    }
    return samples;
  }

  /** Indices of the first, the second, some between at equal distances, and the last. */
  private static TreeSet<Integer> spread(int size) {
    TreeSet<Integer> chosen = new TreeSet<>();
    for (int i = 0; i < STEPS - 1 && size > 0; i++) {
      chosen.add((int) Math.round(i * (size - 1) / (STEPS - 2.0)));
    }
    if (size > 1) {
      chosen.add(1);
    }
    return chosen;
  }

  private static RolloutSample step(Path stage, Path file, int most, Consumer<String> trouble) {
    Map<String, List<Rollout>> groups = new LinkedHashMap<>();
    JsonLines.read(
        file,
        line -> {
          Rollout rollout = Rollout.of(line);
          String key = rollout.group() + "\u0000" + rollout.problemId();
          List<Rollout> group = groups.computeIfAbsent(key, k -> new ArrayList<>());
          if (groups.size() <= most) {
            group.add(rollout);
          }
        },
        what -> trouble.accept(stage.getFileName() + "/" + what));
    return new RolloutSample(
        matched(FOLDER, stage).group(2),
        Long.parseLong(matched(FILE, file).group(1)),
        groups.values().stream().limit(most).map(List::copyOf).toList(),
        groups.size());
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

package io.gradus.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.gradus.core.UserError;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.files.TextFile;
import io.gradus.experiments.binding.NearPath;
import io.gradus.experiments.journal.Journal;
import io.gradus.experiments.journal.Ledger;
import io.gradus.experiments.journal.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of a run: {@code recipe.yaml} (resolved), {@code provenance.json}, {@code metrics.jsonl}, {@code
 * evaluations.jsonl}, {@code adjustments.jsonl}, {@code ledger.jsonl}, {@code rollouts/}, {@code checkpoints/}, {@code
 * best.json}, {@code tensorboard/}, {@code result.json}, the report.
 */
public record RunDirectory(Path path) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final int SHOWN = 3;
  private static final int LONGEST_RECIPE = 4 << 20;

  public Path recipe() {
    return path.resolve("recipe.yaml");
  }

  public Path provenance() {
    return path.resolve("provenance.json");
  }

  public Path result() {
    return path.resolve("result.json");
  }

  /** Result of the run before it was extended. */
  Path previousResult() {
    return path.resolve("result.previous.json");
  }

  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  public Path tensorboard() {
    return path.resolve("tensorboard");
  }

  Path best() {
    return path.resolve("best.json");
  }

  /** The weights of the frozen models of a stage. */
  FrozenWeights frozen(int stage) {
    return new FrozenWeights(path, stage);
  }

  /** Folder of the artefacts of a stage. */
  public Path artefacts(int stage, String name) {
    return path.resolve("artefacts").resolve(stage + "-" + name);
  }

  Path rollouts(int stage, String name) {
    return path.resolve("rollouts").resolve(stage + "-" + name);
  }

  Journal metrics() {
    return new Journal(path.resolve("metrics.jsonl"));
  }

  Journal evaluations() {
    return new Journal(path.resolve("evaluations.jsonl"));
  }

  Ledger ledger() {
    return new Ledger(path);
  }

  Journal adjustments() {
    return new Journal(path.resolve("adjustments.jsonl"));
  }

  /**
   * Returns the directory of a run that has begun, in the format of this version.
   *
   * @throws UserError if there is no such run; the message describes what is there, or suggests the nearest run
   */
  public static RunDirectory existing(Path path) {
    RunDirectory run = new RunDirectory(path);
    if (Files.isRegularFile(path)) {
      throw new UserError(
          "%s: is a file, not a run. Give the folder that 'train' wrote, such as runs/NAME"
              .formatted(path));
    }
    if (!Files.isDirectory(path)) {
      throw new UserError("%s: no such run directory.%s Give the folder that 'train' wrote."
          .formatted(path, NearPath.beside(path, Files::isDirectory)));
    }
    PipelineDirectory.refuse(path);
    if (!run.begun()) {
      throw new UserError(
          "%s: is not a run directory: it has no recipe.yaml. Give the folder that 'train' wrote."
              .formatted(path));
    }
    run.refuseOtherVersions();
    run.refuseLinksOutside();
    return run;
  }

  /**
   * Refuses links that lead out of the directory, because a resumed run would write and delete their targets, and a
   * report would show them.
   *
   * @throws UserError that names the first such link
   */
  public void refuseLinksOutside() {
    if (!Files.isDirectory(path)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(path, 4)) {
      Path home = path.toRealPath();
      Iterator<Path> files = inside.filter(Files::isSymbolicLink).iterator();
      while (files.hasNext()) {
        Path link = files.next();
        Path target = link.resolveSibling(Files.readSymbolicLink(link));
        boolean within = Files.exists(target)
            ? target.toRealPath().startsWith(home)
            : target
                .toAbsolutePath()
                .normalize()
                .startsWith(path.toAbsolutePath().normalize());
        if (!link.equals(path) && !within) {
          throw new UserError(
              "%s: is a link out of the run directory. Replace it with the file or folder itself. To keep a run on another disk, give --run DIR."
                  .formatted(link));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UserError("%s: cannot be listed: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Returns whether a run has begun here. */
  public boolean begun() {
    return Files.exists(recipe());
  }

  /** Whether the run here has exactly this recipe. */
  public boolean holds(String resolved) {
    return recipeText().equals(resolved);
  }

  /** Position of the run: its newest complete checkpoint, or the beginning. */
  Position position() {
    return Checkpoints.newest(checkpoints())
        .map(checkpoint -> Position.ofCheckpoint(checkpoint.name()))
        .orElse(Position.BEGINNING);
  }

  /**
   * Refuses a folder with other files, because a run would mix its own files with them.
   *
   * @throws UserError that names the first few files
   */
  void refuseForeignFiles() {
    refuseLinksOutside();
    List<String> foreign = entries(path).stream()
        .map(file -> String.valueOf(file.getFileName()))
        .filter(name -> !name.startsWith(".")) // the run's lock and temporary files
        .toList();
    if (!foreign.isEmpty()) {
      String more = foreign.size() > SHOWN ? " and %d more".formatted(foreign.size() - SHOWN) : "";
      throw new UserError(
          "%s: this folder has files that no run wrote (%s%s). Choose a new or empty folder (--run DIR)"
              .formatted(
                  path,
                  String.join(", ", foreign.subList(0, Math.min(SHOWN, foreign.size()))),
                  more));
    }
  }

  /**
   * Refuses a run whose files have another format than this version writes.
   *
   * @throws UserError that names both formats and the version that wrote the run
   */
  void refuseOtherVersions() {
    if (!Files.exists(provenance())) {
      return; // killed before its first weights were recorded, so nothing depends on the format yet
    }
    Map<String, Object> facts = readJson(provenance());
    long format = facts.get(Provenance.FORMAT) instanceof Number n ? n.longValue() : 1;
    if (format != Provenance.PRESENT_FORMAT) {
      throw new UserError(
          ("%s: %s version of Gradus wrote this run (%s, commit %s; run format %d, but this "
                  + "version has %d)."
                  + " Use that version, or train again in another folder (--run DIR)")
              .formatted(
                  path,
                  format < Provenance.PRESENT_FORMAT ? "an older" : "a newer",
                  facts.get("gradus"),
                  facts.get("commit"),
                  format,
                  Provenance.PRESENT_FORMAT));
    }
  }

  /** Writes the recipe of the run, and replaces an older one. */
  void writeRecipe(String resolved) {
    AtomicFile.write(recipe(), resolved.getBytes(StandardCharsets.UTF_8));
  }

  /** The resolved recipe of the run. */
  String recipeText() {
    return TextFile.read(recipe(), LONGEST_RECIPE);
  }

  /** Removes the recorded rollouts of every step after a position. */
  void withdrawRollouts(Position position) {
    for (Path stage : entries(path.resolve("rollouts"))) {
      for (Path step : entries(stage)) {
        if (new Position((int) number(stage), number(step)).compareTo(position) > 0) {
          try {
            Files.delete(step);
          } catch (IOException e) {
            throw new UserError("%s: cannot be deleted: %s".formatted(step, e), e);
          }
        }
      }
    }
  }

  private static List<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UserError("%s: cannot be listed: %s".formatted(folder, e), e);
    }
  }

  /** The first number in a file's name: the stage of {@code 2-grpo}, the step of {@code step-000012.jsonl.gz}. */
  private static long number(Path file) {
    Matcher digits = DIGITS.matcher(String.valueOf(file.getFileName()));
    return digits.find() ? Long.parseLong(digits.group()) : 0;
  }

  static void writeJson(Path file, Object content) {
    try {
      AtomicFile.write(file, JSON.writeValueAsBytes(content));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("content: JSON cannot hold it: " + content, e);
    }
  }

  /** Returns the content of a JSON file. */
  public static Map<String, Object> readJson(Path file) {
    try {
      return JSON.readValue(file.toFile(), new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  static <T> T readJson(Path file, Class<T> type) {
    try {
      return JSON.readValue(file.toFile(), type);
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}

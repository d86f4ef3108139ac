package io.gradus.experiments.doctor;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.UserError;
import io.gradus.datasets.FileDataset;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.experiments.run.StageSeed;
import io.gradus.experiments.stage.Reading;
import io.gradus.experiments.stage.Stage;
import io.gradus.rewards.code.CodeTests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Reads the data of a recipe, and collects the faults of data that cannot be read. */
public final class Materials {
  /** Number of problems that are read from a data set, unless all are. */
  public static final int USUAL = 500;
  /** Data sets of at most this many problems are read completely. */
  public static final int SMALL = 10_000;

  private static final List<String> QUESTIONS = List.of("question", "problem", "prompt", "text");

  private final OptionalInt limit;
  private final List<Material> read = new ArrayList<>();
  private final List<Finding> mistakes = new ArrayList<>();

  /** @param limit problems to read from each data set; absent: all of a small one, else {@link #USUAL} */
  public Materials(OptionalInt limit) {
    this.limit = limit;
  }

  /** Returns the data that could be read. */
  public List<Material> read() {
    return List.copyOf(read);
  }

  /** Faults of the data that could not be read. */
  public List<Finding> mistakes() {
    return List.copyOf(mistakes);
  }

  /** Reads the data of a recipe's stages and benchmarks. */
  public Materials of(Recipe recipe) {
    for (int s = 0; s < recipe.stages().size(); s++) {
      Stage stage = recipe.stages().get(s);
      if (stage.reading().isEmpty()) {
        continue;
      }
      int number = s + 1;
      String place = "stages[%d]".formatted(s);
      add(place, () -> training(place, number, stage, StageSeed.of(recipe, number)));
    }
    List<Benchmark> benchmarks = recipe.evaluation().benchmarks();
    for (int b = 0; b < benchmarks.size(); b++) {
      Benchmark benchmark = benchmarks.get(b);
      String place = "evaluation.benchmarks[%d]".formatted(b);
      add(place, () -> {
        List<Problem> all = benchmark.heldOut();
        int most = limit.orElse(small(benchmark.judge()));
        return new Material(
            place,
            0,
            Optional.empty(),
            all.subList(0, Math.min(most, all.size())),
            all.size() <= most,
            benchmark.judge(),
            benchmark.draws());
      });
    }
    return this;
  }

  /**
   * Reads a benchmark that the recipe does not name, to compare the training data with.
   *
   * @param field name of the field with the question; absent: the first existing one of question, problem, prompt, text
   */
  public Materials against(Path file, Optional<String> field) {
    add("--against " + file, () -> {
      FileDataset dataset = named(file, field);
      List<Problem> problems = all(dataset);
      return new Material(
          "--against " + file,
          0,
          Optional.of(dataset),
          problems,
          true,
          Optional.empty(),
          Optional.empty());
    });
    return this;
  }

  private void add(String place, Supplier<Material> reading) {
    try {
      read.add(reading.get());
    } catch (UserError | IllegalArgumentException e) {
      mistakes.add(new Finding(
          Severity.FAULT,
          "data",
          String.valueOf(e.getMessage()),
          place,
          "Fix this first, because the other checks need the data."));
    }
  }

  private Material training(String place, int number, Stage stage, long seed) {
    Dataset dataset = stage.reading().orElseThrow().dataset();
    Optional<Reward> reward = stage.judgedBy().map(RewardModel::standIn);
    List<Problem> problems = whole(dataset, limit.orElse(small(reward)));
    boolean whole = !problems.isEmpty();
    if (!whole) {
      problems = stream(stage, seed);
    }
    return new Material(
        place, number, Optional.of(dataset), problems, whole, reward, stage.draws(), use(stage));
  }

  private static Material.Use use(Stage stage) {
    if (stage.longPairs().isPresent()) {
      return Material.Use.COMPARED;
    }
    return stage.explores()
        ? Material.Use.EXPLORED
        : stage.draws().isPresent() ? Material.Use.SELECTED : Material.Use.IMITATED;
  }

  /** Returns whether a reward runs code, so that a problem takes about a second instead of a millisecond. */
  static boolean runsCode(Reward reward) {
    return !Nested.within("", reward, CodeTests.class).isEmpty();
  }

  /**
   * Largest number of problems that are read completely. It is smaller for rewards that run code, because each problem
   * takes time.
   */
  private static int small(Optional<Reward> reward) {
    return reward.map(Materials::runsCode).orElse(false) ? USUAL : SMALL;
  }

  /** All problems of a data set that is small enough; an empty list for others. */
  private static List<Problem> whole(Dataset dataset, int most) {
    OptionalLong size = dataset.size();
    if (size.isEmpty() || size.getAsLong() > most) {
      return List.of();
    }
    try {
      return dataset.first((int) size.getAsLong());
    } catch (IllegalArgumentException e) {
      return List.of(); // the generator does not find its last problems: read its stream instead
    }
  }

  /** The first problems that the stage will draw. */
  private List<Problem> stream(Stage stage, long seed) {
    Reading reading = stage.reading().orElseThrow();
    int stride = reading.problemsPerStep();
    long most = Math.min(limit.orElse(USUAL), (long) stride * stage.steps());
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      problems.add(reading.dataset().problem(seed, 1 + i / stride, i % stride, stride));
    }
    return problems;
  }

  /** All rows of a file. */
  static List<Problem> all(FileDataset file) {
    return file.first((int) file.size().orElseThrow());
  }

  private static FileDataset named(Path file, Optional<String> field) {
    List<String> fields = field.map(List::of).orElse(QUESTIONS);
    UserError last = new UserError("no field to read");
    for (String name : fields) {
      try {
        FileDataset dataset = FileDataset.questions(file, name);
        var unused = dataset.size();
        return dataset;
      } catch (UserError e) {
        if (!String.valueOf(e.getMessage()).contains("no field '")) {
          throw e;
        }
        last = e;
      }
    }
    throw field.isPresent()
        ? last
        : new UserError(
            "%s: has none of the fields %s. Name the field with the question: --field NAME"
                .formatted(file, String.join(", ", QUESTIONS)),
            last);
  }
}

package io.gradus.experiments.binding;

import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Components;
import io.gradus.core.component.Default;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Test recipe with every type of key. */
@About("A toy recipe.")
record Toy(
    String name,
    @Default("17") long seed,
    @About("Optimizer steps and batch sizes.") Plan plan,
    @Default("standardized") Advantage advantage,
    @Default("{type: clipped, clip-low: 0.1}") Loss loss,
    @Default("[]") List<Reward> rewards,
    @Default("[]") List<Stage> stages,
    Optional<Path> warmStart,
    Optional<Advantage> second,
    @Default("{}") Map<String, Double> weights,
    @Default("[1, 8]") List<Integer> k,
    @Default("token-mean") Reduction reduction,
    @Default("{directory: runs}") Output output,
    @Default("false") boolean verbose,
    Optional<List<String>> stop) {

  enum Reduction {
    SEQUENCE_MEAN,
    TOKEN_MEAN
  }

  record Plan(
      @About("optimizer steps of the stage") int steps,
      @About("completions per problem") @Default("8") int groupSize,
      @Default("64") int minibatch) {
    Plan {
      if (groupSize < 1) {
        throw new IllegalArgumentException("group-size: must be at least 1, but is " + groupSize);
      }
      if (minibatch % groupSize != 0) {
        throw new IllegalArgumentException(
            "minibatch: must be a multiple of group-size (%d), but is %d"
                .formatted(groupSize, minibatch));
      }
    }
  }

  record Output(
      Path directory,
      @Default("true") boolean report,
      @Default("{}") Curve curve) {}

  record Curve(@Default("20") int every, @Default("1.0") double width) {}

  interface Advantage {}

  @About("(r - mean) / (std + epsilon): GRPO.")
  record Standardized(@Default("1e-4") double epsilon) implements Advantage {
    Standardized {
      if (!(epsilon > 0)) {
        throw new IllegalArgumentException("epsilon must be positive, but is " + epsilon);
      }
    }
  }

  @About("r - mean: Dr. GRPO.")
  record MeanCentered() implements Advantage {}

  interface Loss {}

  record Clipped(
      @Default("0.2") double clipLow, @Default("0.2") double clipHigh, Optional<Double> dual)
      implements Loss {
    Clipped {
      if (!(clipLow > 0 && clipLow < 1)) {
        throw new IllegalArgumentException("clip-low: must be in (0, 1), but is " + clipLow);
      }
      if (clipHigh < clipLow) {
        throw new IllegalArgumentException(
            "clip-high: must be at least clip-low, but is " + clipHigh);
      }
    }
  }

  interface Reward {}

  record Weighted(double weight, Reward reward) implements Reward {
    Weighted {
      if (weight == 0) {
        throw new IllegalArgumentException("weight must not be 0: remove the reward instead");
      }
    }
  }

  record Sum(List<Reward> terms) implements Reward {
    Sum {
      for (int i = 0; i < terms.size(); i++) {
        if (terms.get(i) instanceof Sum) {
          throw new UserError(List.of(
              "terms[" + i + "]: a sum within a sum: write its terms here",
              "The reward has no name of its own."));
        }
      }
    }
  }

  record Format() implements Reward {}

  record Keyword(String word, @Default("{}") Map<String, Integer> bonus) implements Reward {}

  interface Stage {}

  record Grpo(Optional<String> name, Plan plan) implements Stage {}

  record Sft(Optional<String> name, @Default("{steps: 5}") Plan plan) implements Stage {}

  static Components components() {
    return new Components()
        .add(Advantage.class, "standardized", Standardized.class)
        .add(Advantage.class, "mean-centered", MeanCentered.class)
        .add(Loss.class, "clipped", Clipped.class)
        .add(Reward.class, "weighted", Weighted.class)
        .add(Reward.class, "sum", Sum.class)
        .add(Reward.class, "format", Format.class)
        .add(Reward.class, "keyword", Keyword.class)
        .add(Stage.class, "sft", Sft.class)
        .add(Stage.class, "grpo", Grpo.class);
  }

  static Toy bind(String yaml, String... settings) {
    YamlTree tree = Overrides.apply(YamlTree.parse("toy.yaml", yaml), Toy.class, List.of(settings));
    return new RecordBinder(components(), ForeignNames.parse(""), StandIns.none())
        .bind(Toy.class, tree);
  }
}

package io.gradus.experiments.benchmark;

import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Examples before a question. */
@About("examples before a question")
public record Shots(
    @Default("0") @About("number of examples") int count,

    @About("file of the examples; by default the file of the questions")
    Optional<Source> from,

    @Default("first")
    @About(
        "first: the first rows; random: drawn anew for each question, as in lm-evaluation-harness")
    Choose choose,

    @Default("1234") @About("seed of the random choice") int seed) {

  /** How examples are chosen. A question is never its own example. */
  public enum Choose {
    /** The first rows, for all questions. */
    FIRST {
      @Override
      int[] drawn(PythonRandom random, int rows, int count) {
        int[] first = new int[count];
        Arrays.setAll(first, i -> i);
        return first;
      }
    },
    /** Drawn anew for each question. All questions use one generator, one after another. */
    RANDOM {
      @Override
      int[] drawn(PythonRandom random, int rows, int count) {
        return random.sample(rows, count);
      }
    };

    abstract int[] drawn(PythonRandom random, int rows, int count);
  }

  public Shots {
    if (count < 0) {
      throw new IllegalArgumentException("count: must be 0 or more, but is " + count);
    }
    if (seed < 0) {
      throw new IllegalArgumentException("seed: must be 0 or more, but is " + seed);
    }
  }

  /**
   * Chooses the examples of each question.
   *
   * @param questions rows of a subject's questions, in order
   * @throws UserError if there are too few examples
   */
  List<List<Row>> of(String subject, List<Row> questions) {
    if (count == 0) {
      return questions.stream().map(question -> List.<Row>of()).toList();
    }
    List<Row> pool = from.map(source -> source.read(subject)).orElse(questions);
    int needed = from.isPresent() ? count : count + 1;
    if (pool.size() < needed) {
      throw new UserError(
          "shots.count: %d examples are wanted, but there are only %d rows to take them from"
              .formatted(count, pool.size() - (from.isPresent() ? 0 : 1)));
    }
    PythonRandom random = new PythonRandom(seed);
    List<List<Row>> examples = new ArrayList<>();
    for (Row question : questions) {
      examples.add(Arrays.stream(choose.drawn(random, pool.size(), needed))
          .mapToObj(pool::get)
          .filter(row -> from.isPresent() || row.index() != question.index())
          .limit(count)
          .toList());
    }
    return examples;
  }
}

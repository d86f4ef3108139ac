package io.gradus.experiments.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Completion;
import io.gradus.core.FinalAnswerReward;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.Components;
import io.gradus.experiments.rows.BadRow;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Scores rows that name their verifier. */
public final class RowScoring implements Scoring {
  private final Verifiers verifiers;
  private final Optional<String> compared;

  /**
   * Creates the scoring with these components.
   *
   * @param compared name of the column of expected values, if rows have one
   */
  public RowScoring(Components components, Optional<String> compared) {
    this(components, compared, reward -> reward);
  }

  /**
   * Creates the scoring with rewards that need models.
   *
   * @param compared name of the column of expected values, if rows have one
   * @param prepare loads the models of a reward
   */
  public RowScoring(
      Components components, Optional<String> compared, UnaryOperator<Reward> prepare) {
    this.verifiers = new Verifiers(components, prepare);
    this.compared = compared;
  }

  @Override
  public Result.Scored score(ObjectNode row, long line) throws BadRow {
    RowFields fields = new RowFields(row);
    JsonNode id = fields.id(line);
    String name = fields.verifier();
    ObjectNode options = fields.options();
    Optional<String> answer = fields.answer();
    Completion completion = fields.completion();
    Problem problem = fields.problem(id, compared);
    Optional<Expectation> expectation = compared.flatMap(fields::expectation);
    fields.check();
    Reward reward = verifiers.get(name, options);
    Supplier<Score> judgement;
    if (answer.isEmpty()) {
      Group group = new Group(problem, List.of(completion));
      judgement = () -> reward.scoreGroup(group).get(0);
    } else if (reward instanceof FinalAnswerReward alone) {
      judgement = () -> alone.scoreAnswer(problem, answer.get());
    } else {
      throw new BadRow("answer: '%s' judges only whole completions. Give the text as 'completion'"
          .formatted(name));
    }
    return timed(id, judgement, score -> expectation.map(e -> e.compare(score)));
  }

  private static Result.Scored timed(
      JsonNode id,
      Supplier<Score> judgement,
      Function<Score, Optional<Result.Comparison>> comparison) {
    long begun = System.nanoTime();
    Score score = guarded(judgement);
    long micros = (System.nanoTime() - begun) / 1_000;
    return new Result.Scored(id, score, micros, comparison.apply(score));
  }

  /**
   * Judges a row and catches everything, because text and rewards are untrusted and the other rows must still be
   * scored.
   */
  private static Score guarded(Supplier<Score> judgement) {
    try {
      return Objects.requireNonNull(judgement.get(), "the reward gave no score");
    } catch (Exception | Error e) {
      return Score.verifierError("the verifier failed: " + e);
    }
  }
}

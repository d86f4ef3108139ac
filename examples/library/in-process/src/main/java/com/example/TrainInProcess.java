package com.example;

import io.gradus.core.method.Grpo;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import io.gradus.core.trainer.Plan;
import io.gradus.datasets.ListDataset;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.recipe.Recipe.PolicyChoice;
import io.gradus.experiments.run.Session;
import io.gradus.experiments.stage.GrpoStage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** GRPO in this process: a tiny model learns from nothing which digit comes next. */
public final class TrainInProcess {
  /** What a program may want of a training: the mean reward of each step, and what the model answers in the end. */
  record Outcome(List<Double> rewards, String afterThree) {}

  private TrainInProcess() {}

  static Outcome train(int steps) {
    List<Problem> problems = IntStream.range(0, 9)
        .mapToObj(digit -> Problem.of("after-" + digit, "" + digit, "" + (digit + 1)))
        .toList();

    Reward reward = (problem, completion) -> completion.text().startsWith(problem.answer())
        ? Score.unjudged(1.0 / completion.text().length(), "right; the shorter, the better")
        : Score.unjudged(0, "wrong");

    GrpoStage grpo = GrpoStage.of(
        new ListDataset(problems),
        Plan.of(steps, 9, 16), // 9 problems in a step, 16 completions of each
        Sampling.of(4), // a completion has at most 4 tokens
        Grpo.withoutKl(reward),
        AdamWSettings.of(3e-3));

    CharacterTokenizer tokenizer = new CharacterTokenizer("0123456789=", List.of());
    Recipe recipe = Recipe.of(
        "next-digit",
        17, // the seed decides the weights, the problems and the draws
        PolicyChoice.of(Decoder.of(2, 32, 2), tokenizer),
        BareTemplate.defaults(), // the prompt of the question 3 is "3="
        List.of(grpo));

    List<Double> rewards = new ArrayList<>();
    try (Session session = Session.open(recipe)) {
      session.train((step, metrics, warnings) -> {
        rewards.add(metrics.get("reward/mean"));
        warnings.forEach(System.err::println);
      });
      Sampling greedy = Sampling.of(4).greedy();
      return new Outcome(
          rewards, session.sample(problems.get(3), 1, greedy).get(0).text());
    }
  }

  /** Prints the mean reward of each step, then what the model answers. */
  public static void main(String[] args) {
    Outcome outcome = train(80);
    outcome.rewards().forEach(reward -> System.out.printf("reward %.3f%n", reward));
    System.out.println("3=" + outcome.afterThree());
  }
}

package io.gradus.experiments.cost;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.Verdict;
import io.gradus.core.objective.RewardTrial;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.experiments.run.StageSeed;
import io.gradus.experiments.samples.PairSelection;
import io.gradus.experiments.samples.SampleFile;
import io.gradus.experiments.samples.Selection;
import io.gradus.experiments.stage.RejectionSamplingStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Data sets that stand for those of a stage of rejection sampling that has not run. Their problems are the stage's own.
 * Their texts are right demonstrations of a cold start that was cut short, or else what the measured steps sampled.
 */
final class StandIns {
  /** Most problems of a data set, because a plan fixes the steps of a stage that reads it. */
  private static final int MOST = 4096;

  private final Recipe recipe;
  private final RejectionSamplingStage stage;
  private final List<Text> texts;
  private final boolean demonstrated;

  /**
   * A completion.
   *
   * @param worse the rejected completion of a pair: a wrong demonstration, or the same without its last token
   */
  private record Text(String whole, String worse) {}

  /**
   * Chooses the texts.
   *
   * @param recipe recipe with this stage alone
   * @param sampled groups that the measured steps sampled
   */
  StandIns(
      Recipe recipe,
      RejectionSamplingStage stage,
      Optional<Imitation> imitation,
      List<ScoredGroup> sampled) {
    this.recipe = recipe;
    this.stage = stage;
    List<Text> shown =
        imitation.flatMap(before -> before.shown(recipe)).map(this::usable).orElse(List.of());
    demonstrated = !shown.isEmpty();
    texts = demonstrated ? shown : observed(sampled);
  }

  /** Whether the texts are demonstrations. */
  boolean demonstrated() {
    return demonstrated;
  }

  /** Right demonstrations within the token budget; all of them if none is right. */
  private List<Text> usable(List<Imitation.Shown> demonstrations) {
    Reward reward = RewardModel.standIn(stage.reward());
    List<Imitation.Shown> fit = demonstrations.stream()
        .filter(shown -> shown.completion().length() <= stage.sampling().maxTokens())
        .toList();
    List<Imitation.Shown> right = fit.stream()
        .filter(shown -> RewardTrial.judge(
                reward, new Group(shown.problem(), List.of(shown.completion())))
            .scores()
            .get(0)
            .correct())
        .toList();
    List<String> wrong = fit.stream()
        .filter(shown -> !right.contains(shown))
        .map(shown -> shown.completion().text())
        .toList();
    List<Text> texts = new ArrayList<>();
    for (Imitation.Shown shown : right.isEmpty() ? fit : right) {
      int at = texts.size();
      text(shown.completion())
          .map(text -> right.isEmpty() || wrong.isEmpty()
              ? text
              : new Text(text.whole(), wrong.get(at % wrong.size())))
          .ifPresent(texts::add);
    }
    return texts;
  }

  private List<Text> observed(List<ScoredGroup> sampled) {
    List<Text> all = sampled.stream()
        .flatMap(group -> group.group().completions().stream())
        .flatMap(completion -> text(completion).stream())
        .toList();
    // A policy that ends at once writes nothing. Its question is a text that its tokenizer can
    // write.
    return all.isEmpty() ? List.of(new Text(problem(0).question(), "")) : all;
  }

  /** A completion as text; empty if it has not even two tokens before its end. */
  private Optional<Text> text(Completion completion) {
    int[] tokens = completion.tokens();
    int length = tokens.length - (completion.truncated() ? 0 : 1);
    Tokenizer tokenizer = recipe.tokenizer();
    return length < 2
        ? Optional.empty()
        : Optional.of(new Text(
            tokenizer.decode(Arrays.copyOf(tokens, length)),
            tokenizer.decode(Arrays.copyOf(tokens, length - 1))));
  }

  private Problem problem(int index) {
    int stride = stage.plan().problemsPerStep();
    return stage
        .dataset()
        .problem(StageSeed.of(recipe, 1), 1 + index / stride, index % stride, stride);
  }

  /** Largest number of completions that the stage can keep. */
  long most() {
    int samples = stage.plan().samples();
    return (long) stage.plan().problems() * kept(group(0, samples)).size();
  }

  private List<Integer> kept(ScoredGroup group) {
    return stage
        .keep()
        .of(group, IntStream.range(0, group.group().size()).boxed().toList());
  }

  /** A group whose completions all succeed. */
  private ScoredGroup group(int index, int size) {
    Completion completion = Completion.ofText(texts.get(index % texts.size()).whole());
    return new ScoredGroup(
        new Group(problem(index), Collections.nCopies(size, completion)),
        Collections.nCopies(size, Score.of(1, Verdict.CORRECT, "", "assumed")));
  }

  /**
   * Writes the artefacts.
   *
   * @param file returns the path of an artefact
   */
  void write(Function<String, Path> file) {
    int problems = Math.min(MOST, stage.plan().problems());
    List<Selection.Sample> samples = new ArrayList<>();
    Optional<PairSelection> pairs =
        stage.pairs().map(rule -> new PairSelection(rule, List.of(), recipe.boundTemplate()));
    for (int i = 0; i < problems; i++) {
      Problem problem = problem(i);
      Text text = texts.get(i % texts.size());
      samples.add(new Selection.Sample(
          1,
          problem,
          Completion.ofText(text.whole()),
          Score.of(1, Verdict.CORRECT, "", "assumed")));
      pairs.ifPresent(selection -> selection.add(pair(problem, text)));
    }
    SampleFile.write(samples, recipe.boundTemplate(), file.apply(SampleFile.SAMPLES));
    pairs.ifPresent(
        selection -> SampleFile.writePairs(selection.rows(), file.apply(SampleFile.PAIRS)));
  }

  private ScoredGroup pair(Problem problem, Text text) {
    double from = stage.pairs().orElseThrow().correctFrom();
    return new ScoredGroup(
        new Group(
            problem, List.of(Completion.ofText(text.whole()), Completion.ofText(text.worse()))),
        List.of(
            Score.of(from, Verdict.CORRECT, "", "assumed"),
            Score.of(from - 1, Verdict.WRONG, "", "assumed")));
  }
}

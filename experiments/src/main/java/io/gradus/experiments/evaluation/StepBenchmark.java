package io.gradus.experiments.evaluation;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.cost.Flops;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.SequenceScores;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.rewardmodel.LabelledSteps;
import io.gradus.core.rewardmodel.StepFigures;
import io.gradus.core.rewardmodel.StepReading;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.experiments.statistics.Proportion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A process reward model on held-out texts with labelled steps. The main figure is the share of texts in which the model
 * finds the first wrong step, or finds none where there is none, with Wilson's 95 % interval; the others count steps.
 */
@About("a process reward model on held-out steps: first errors, accuracy, AUC, calibration")
public record StepBenchmark(
    @About("name in results; absent: the benchmark's type") Optional<String> label,

    @About("problems whose demonstrations, and rejected completions if any, have steps")
    Dataset dataset,

    @Default("{type: step-labels}") @About("process reward whose scores of steps are the labels")
    Reward labels,

    @Default("500") @About("number of problems, from the first; fewer if the data set has fewer")
    int problems)
    implements Benchmark {
  /** Tokens of one pass through the network. */
  private static final int TOKENS = 2048;

  public StepBenchmark {
    RewardModel.checkLabels(labels);
    if (problems < 1) {
      throw new IllegalArgumentException("problems: must be positive, but is " + problems);
    }
  }

  @Override
  public String name() {
    return label.orElse("steps");
  }

  @Override
  public Optional<Reward> judge() {
    return Optional.empty();
  }

  @Override
  public Optional<Sampling> draws() {
    return Optional.empty();
  }

  @Override
  public List<Problem> heldOut() {
    return dataset.first((int) Math.min(problems, dataset.size().orElse(problems)));
  }

  @Override
  public long completions() {
    return heldOut().stream().mapToInt(p -> p.rejected().isPresent() ? 2 : 1).sum();
  }

  @Override
  public boolean scores() {
    return true;
  }

  @Override
  public List<String> faults(Tokenizer tokenizer, int context) {
    return List.of();
  }

  private List<LabelledSteps> texts(Tokenizer tokenizer, Template template, int context) {
    return new StepReading(tokenizer, template, context, labels).texts(heldOut());
  }

  @Override
  public void examine(Tokenizer tokenizer, Template template, int context) {
    var unused = texts(tokenizer, template, context);
  }

  @Override
  public MemoryPlan.Load load(Tokenizer tokenizer, Template template, int context) {
    List<LabelledSteps> texts = texts(tokenizer, template, context);
    return new MemoryPlan.Load(
        texts.stream().mapToInt(t -> t.sequence().prompt().length).max().orElse(1),
        texts.stream().mapToInt(t -> t.sequence().completion().length).max().orElse(1),
        2,
        0,
        2,
        TOKENS);
  }

  @Override
  public List<Result> evaluate(EvaluationContext context) {
    long begin = System.nanoTime();
    List<LabelledSteps> texts = texts(
        context.tokenizer(), context.template(), context.policy().architecture().context());
    List<TokenSequence> sequences = texts.stream().map(LabelledSteps::sequence).toList();
    float[] scores =
        new float[sequences.stream().mapToInt(TokenSequence::scores).sum()];
    SequenceScores model = new SequenceScores(context.policy());
    int at = 0;
    for (MicroBatches.Range range : new MicroBatches(Optional.empty(), TOKENS).of(sequences)) {
      context.stop().check();
      float[] pass = model.of(sequences.subList(range.from(), range.to()));
      System.arraycopy(pass, 0, scores, at, pass.length);
      at += pass.length;
      context.progress().accept(range.to());
    }
    StepFigures figures = StepFigures.of(scores, texts);
    List<Double> found = IntStream.range(0, texts.size())
        .mapToObj(i -> figures.findsFirstError(i) ? 1.0 : 0.0)
        .toList();
    int right = (int) found.stream().filter(share -> share == 1).count();
    return List.of(new Result(
        name(),
        Result.STEPS,
        texts.size(),
        1,
        Map.of(1, Proportion.wilson(right, texts.size())),
        sequences.stream().mapToInt(s -> s.completion().length).average().orElse(0),
        0,
        Map.of(
            Verdict.CORRECT.label(),
            (long) right,
            Verdict.WRONG.label(),
            (long) texts.size() - right),
        found,
        ProblemSet.hash(heldOut()),
        further(figures),
        Optional.empty(),
        Flops.of(context.policy()).states(sequences),
        (System.nanoTime() - begin) / 1e9));
  }

  private static Map<String, Object> further(StepFigures figures) {
    Map<String, Object> further = new LinkedHashMap<>();
    further.put("step_accuracy", figures.accuracy());
    further.put("right_steps", figures.rightShare());
    figures.auc().ifPresent(auc -> further.put("step_auc", auc));
    further.put("step_loss", figures.loss());
    further.put("calibration_error", figures.calibrationError());
    figures.foundInWrong().ifPresent(share -> further.put("found_in_wrong", share));
    figures.foundInRight().ifPresent(share -> further.put("found_in_right", share));
    figures.firstErrorF1().ifPresent(f1 -> further.put("first_error_f1", f1));
    return further;
  }
}

package io.gradus.experiments.cli;

import io.gradus.core.Draw;
import io.gradus.core.Problem;
import io.gradus.core.Sampling;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.rollouts.Sampler;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    description = "Samples completions of questions from a model or a checkpoint of a run.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus sample runs/quickstart '47+85'",
      "  gradus sample runs/quickstart '47+85' '12+9' --samples 4 --temperature 0.7",
      "  gradus sample runs/quickstart '47+85' --checkpoint best",
      "  gradus sample models/SmolLM2-135M-Instruct 'What is 12 + 30?' --greedy --json",
      "  gradus sample quickstart.gguf '47+85' --recipe recipes/quickstart.yaml",
      "  gradus sample model.gguf 'Once upon a time' --raw"
    })
final class SampleCommand extends ResultCommand {
  @Parameters(index = "0", paramLabel = "MODEL", description = ModelSource.MODEL)
  private Path path = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "QUESTION",
      description =
          "Questions. A run uses its recipe's template, and a model that a run exported also does "
              + "(gradus.yaml). For another model, a question becomes the user's turn of its chat "
              + "template.")
  private List<String> questions = new ArrayList<>();

  @Option(
      names = "--samples",
      defaultValue = "1",
      description = "Completions of each question (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(names = "--temperature", defaultValue = "1.0", description = "Default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(
      names = "--top-k",
      defaultValue = "0",
      description = "Draw only from the k likeliest tokens; 0 means all.")
  private int topK;

  @Option(
      names = "--top-p",
      defaultValue = "1.0",
      description = "Draw only from the likeliest tokens with this total probability; 1 means all.")
  private double topP;

  @Option(
      names = "--raw",
      description = "Continue the questions as plain text, without a template.")
  private boolean raw;

  @Option(
      names = "--recipe",
      paramLabel = "RECIPE",
      description = "Take the template of this recipe.")
  private Optional<Path> recipe = Optional.empty();

  @Option(
      names = "--date",
      paramLabel = "DAY",
      description =
          "Date for chat templates that write today's date, such as 2025-01-31 (default: the "
              + "run's).")
  private Optional<LocalDate> date = Optional.empty();

  @Option(names = "--greedy", description = "Always take the likeliest token.")
  private boolean greedy;

  @Option(
      names = "--max-tokens",
      defaultValue = "256",
      description = "Default: ${DEFAULT-VALUE}, or the rest of the context.")
  private int maxTokens;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Seed of the draws (default: " + "${DEFAULT-VALUE}).")
  private long seed;

  @Mixin
  private ModelOptions options = new ModelOptions();

  @Override
  CommandResult result() {
    if (samples < 1) {
      throw new UserError("--samples: must be positive, but is " + samples);
    }
    ModelSource source = ModelSource.of(path, options);
    Tokenizer tokenizer = source.tokenizer();
    Template template = template(source, tokenizer);
    List<Problem> problems = questions.stream().map(q -> Problem.of(q, q, "")).toList();
    int longest = problems.stream()
        .mapToInt(p -> tokenizer.encode(template.promptText(p)).length)
        .max()
        .orElseThrow();
    Sampling sampling = sampling(Math.max(1, source.context() - longest));
    StopSignal stop = new StopSignal();
    return Shutdown.guard(stop, "", () -> {
      try (OpenModel model = source.open()) {
        Sampler sampler = new Sampler(model.policy(), tokenizer, template, seed, stop);
        return Sampled.of(
            path.toString(),
            model.checkpoint().orElse(null),
            sampler.sample(Draw.of(0, 0, problems, samples, sampling)));
      }
    });
  }

  private Template template(ModelSource source, Tokenizer tokenizer) {
    if (raw && recipe.isPresent()) {
      throw new UserError("--raw, --recipe: exclude each other. Give one of the two");
    }
    if (raw) {
      return new PlainText(tokenizer);
    }
    return recipe.isPresent()
        ? ModelSource.bound(new RecipeSource().template(recipe.get()), date, tokenizer)
        : source.template(date);
  }

  /**
   * Settings of the draws.
   *
   * @param room tokens that the context leaves after the longest question
   */
  private Sampling sampling(int room) {
    try {
      Sampling asked =
          new Sampling(temperature, Math.min(maxTokens, room), topK, topP, List.of(), 256);
      return greedy ? asked.greedy() : asked;
    } catch (IllegalArgumentException e) {
      throw new UserError("--" + e.getMessage(), e);
    }
  }
}

package io.gradus.experiments.cli;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Printable;
import io.gradus.core.Problem;
import io.gradus.core.Sampling;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.policy.Policy;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.rollouts.Sampler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    description = "Completions of a model, or of a run's newest checkpoint, for questions.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus sample runs/quickstart '47+85'",
      "  gradus sample runs/quickstart '47+85' '12+9' --samples 4 --temperature 0.7",
      "  gradus sample models/SmolLM2-135M-Instruct 'What is 12 + 30?' --greedy --json",
      "  gradus sample model.gguf 'Once upon a time' --raw"
    })
final class SampleCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = ModelSource.MODEL)
  private Path path = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "QUESTION",
      description =
          "Questions, laid out by the run's template, or as the user's turn of the model's chat template.")
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
      description = "Only the k likeliest tokens; 0: all.")
  private int topK;

  @Option(
      names = "--top-p",
      defaultValue = "1.0",
      description = "Only the likeliest tokens of this probability; 1: all.")
  private double topP;

  @Option(
      names = "--raw",
      description = "The questions are plain text that the model goes on from, without a template.")
  private boolean raw;

  @Option(names = "--greedy", description = "Always the likeliest token.")
  private boolean greedy;

  @Option(
      names = "--max-tokens",
      defaultValue = "256",
      description = "Default: ${DEFAULT-VALUE}, or what the context leaves.")
  private int maxTokens;

  @Option(names = "--seed", defaultValue = "0", description = "Decides the draws.")
  private long seed;

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    if (samples < 1) {
      throw new UserError("--samples: must be positive, but is " + samples);
    }
    ModelSource model = ModelSource.of(path);
    Tokenizer tokenizer = model.tokenizer();
    Template template = raw ? new PlainText(tokenizer) : model.template();
    List<Problem> problems = questions.stream().map(q -> Problem.of(q, q, "")).toList();
    int longest = problems.stream()
        .mapToInt(p -> tokenizer.encode(template.prompt(p)).length)
        .max()
        .orElseThrow();
    int room = Math.max(1, model.context() - longest);
    Sampling asked;
    try {
      asked = new Sampling(temperature, Math.min(maxTokens, room), topK, topP, List.of(), 256);
    } catch (IllegalArgumentException e) {
      throw new UserError("--" + e.getMessage(), e);
    }
    Sampling sampling = greedy ? asked.greedy() : asked;
    StopSignal stop = new StopSignal();
    List<Group> groups = Shutdown.guard(stop, "", () -> {
      try (Policy policy = model.policy()) {
        return new Sampler(policy, tokenizer, template, sampling, seed, stop)
            .sample(0, 0, problems, samples);
      }
    });
    List<Map<String, Object>> completions = new ArrayList<>();
    for (Group group : groups) {
      for (Completion completion : group.completions()) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("question", group.problem().question());
        line.put("completion", completion.text());
        line.put("finish", completion.finish().name().toLowerCase(Locale.ROOT));
        line.put("prompt_tokens", group.promptTokens());
        line.put("tokens", completion.tokens());
        line.put("log_probs", completion.logProbs());
        completions.add(line);
      }
    }
    output.print(
        Map.of("model", path.toString(), "completions", completions),
        completions.stream()
            .map(c -> c.get("question") + " -> " + c.get("completion"))
            .map(Printable::text)
            .collect(Collectors.joining("\n")));
    return 0;
  }
}

package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.core.component.Labelled;
import io.gradus.core.component.Suggestion;
import io.gradus.core.engine.MatmulChoice;
import io.gradus.core.engine.Precision;
import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.BaseStates;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.MomentStates;
import io.gradus.experiments.bench.Peer;
import io.gradus.experiments.bench.Shape;
import io.gradus.experiments.bench.StepBenchmark;
import io.gradus.experiments.bench.Variant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Times GRPO steps of a 1.5M-parameter model, and compares them with a matmul and, if "
            + "given, with another trainer's script.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus bench",
      "  gradus bench --experts 8",
      "  gradus bench --problems 4 --group 8 --new 128 --json",
      "  gradus bench --peer 'python trl_step.py tiny 8 8 32 64 6'"
    })
final class BenchCommand implements Callable<Integer> {
  @Option(names = "--problems", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}.")
  private int problems;

  @Option(names = "--group", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}.")
  private int group;

  @Option(
      names = "--prompt",
      defaultValue = "32",
      description = "Tokens of a prompt (default: ${DEFAULT-VALUE}).")
  private int prompt;

  @Option(
      names = "--new",
      defaultValue = "64",
      description = "Tokens of a completion (default: ${DEFAULT-VALUE}).")
  private int newTokens;

  @Option(
      names = "--steps",
      defaultValue = "15",
      description = "Timed steps (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--dtype",
      defaultValue = "float32",
      description = "auto, float32 or bfloat16 (default: ${DEFAULT-VALUE}).")
  private String dtype = "float32";

  @Option(
      names = "--matmul",
      defaultValue = "auto",
      description = "Library of float32 matrix products: auto, measured, mkl or onednn (default: "
          + "${DEFAULT-VALUE}).")
  private String matmul = "auto";

  @Option(
      names = "--model",
      defaultValue = "tiny",
      description = "tiny (1.5M parameters) or smollm2 (135M) (default: ${DEFAULT-VALUE}).")
  private String model = "tiny";

  @Option(
      names = "--lora",
      paramLabel = "RANK",
      description = "Train adapters of this rank instead of all weights.")
  private Optional<Integer> rank = Optional.empty();

  @Option(
      names = "--base",
      description =
          "With --lora: number type of the frozen matrices, float32 or int8 (default: float32).")
  private Optional<String> base = Optional.empty();

  @Option(
      names = "--states",
      defaultValue = "float32",
      description = "Number type of AdamW's moments: float32 or 8bit (default: ${DEFAULT-VALUE}).")
  private String states = "float32";

  @Option(
      names = "--activation-checkpointing",
      description = "Keep only the input of each layer, and run layers again in backward.")
  private boolean checkpointing;

  @Option(
      names = "--micro-batch-tokens",
      defaultValue = "6144",
      description = "Tokens in one pass through the network (default: ${DEFAULT-VALUE}).")
  private int microBatchTokens;

  @Option(
      names = "--experts",
      defaultValue = "0",
      description =
          "Time a model with this many experts, two active, in every feed-forward layer, and "
              + "then the dense model (default: only the dense model).")
  private int experts;

  @Option(
      names = "--peer",
      paramLabel = "COMMAND",
      description = "A command that prints JSON with seconds_per_step and peak_rss_mb.")
  private Optional<String> peer = Optional.empty();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    List<String> faults = new ArrayList<>();
    oneOf(faults, "--dtype", dtype, Labelled.labels(Precision.class));
    oneOf(faults, "--matmul", matmul, Labelled.labels(MatmulChoice.class));
    oneOf(faults, "--model", model, List.of("tiny", "smollm2"));
    oneOf(faults, "--states", states, Labelled.labels(MomentStates.class));
    base.ifPresent(kept -> oneOf(faults, "--base", kept, Labelled.labels(BaseStates.class)));
    if (base.isPresent() && rank.isEmpty()) {
      faults.add("--base: needs an adapter. Give --lora RANK, or leave the option out");
    }
    if (rank.orElse(1) < 1) {
      faults.add("--lora: must be positive, but is " + rank.get());
    }
    Map.of(
            "problems",
            problems,
            "group",
            group,
            "prompt",
            prompt,
            "new",
            newTokens,
            "steps",
            steps,
            "micro-batch-tokens",
            microBatchTokens)
        .forEach((name, value) -> {
          if (value < 1) {
            faults.add("--%s: must be positive, but is %d".formatted(name, value));
          }
        });
    if ((long) problems * group > Integer.MAX_VALUE) {
      faults.add(
          "--problems, --group: %d x %d completions are too many".formatted(problems, group));
    }
    if (experts != 0 && experts < 2) {
      faults.add(
          "--experts: must be at least 2, or 0 for no mixture, but is %d".formatted(experts));
    }
    if (!faults.isEmpty()) {
      Collections.sort(faults);
      throw new UserError(faults);
    }
    // The peer runs first, so that its mistakes are reported before minutes are spent.
    Optional<Map<String, Object>> other = peer.map(Peer::run);
    Shape dense = model.equals("tiny")
        ? Shape.tiny(problems, group, prompt, newTokens)
        : Shape.smollm2(problems, group, prompt, newTokens);
    ActivationMemory plain = ActivationMemory.plain().packing();
    Variant variant = new Variant(
        Labelled.find(Precision.class, dtype).orElseThrow(),
        Labelled.find(MatmulChoice.class, matmul).orElseThrow(),
        rank.map(r -> new Lora(
            r,
            Optional.empty(),
            0,
            List.of(),
            false,
            Labelled.find(BaseStates.class, base.orElse("float32")).orElseThrow(),
            Optional.empty())),
        Labelled.find(MomentStates.class, states).orElseThrow(),
        new ActivationMemory(
            checkpointing, plain.chunkBytes(), plain.keptProbabilities(), plain.packedBytes()),
        microBatchTokens);
    Shape shape = experts == 0 ? dense : dense.withExperts(experts);
    Map<String, Object> figures = StepBenchmark.run(shape, steps, variant);
    Map<String, Object> result = new LinkedHashMap<>(figures);
    if (experts > 0) {
      Map<String, Object> without = StepBenchmark.run(dense, steps, variant);
      result.put("experts", experts);
      result.put("dense", without);
      result.put(
          "mixture_to_dense",
          number(figures, "seconds_per_step") / number(without, "seconds_per_step"));
    }
    if (other.isPresent()) {
      result.put("peer", other.get());
      result.put(
          "speed_ratio",
          number(other.get(), "seconds_per_step") / number(figures, "seconds_per_step"));
      result.put(
          "memory_ratio", number(figures, "peak_rss_mb") / number(other.get(), "peak_rss_mb"));
    }
    StringBuilder words = new StringBuilder();
    result.forEach((name, value) -> words.append("%-28s %s%n".formatted(name, value)));
    output.print(result, words.toString().stripTrailing());
    return 0;
  }

  private static void oneOf(List<String> faults, String option, String value, List<String> known) {
    if (!known.contains(value)) {
      faults.add("%s: must be %s, but is '%s'.%s"
          .formatted(
              option, String.join(" or ", known), value, Suggestion.didYouMean(value, known)));
    }
  }

  private static double number(Map<String, Object> figures, String name) {
    return ((Number) Objects.requireNonNull(figures.get(name), name)).doubleValue();
  }
}

package io.gradus.experiments.recipe;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Architecture;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.component.Suggestion;
import io.gradus.core.engine.DeviceChoice;
import io.gradus.core.engine.MatmulChoice;
import io.gradus.core.engine.Precision;
import io.gradus.core.policy.Lora;
import io.gradus.core.text.CharacterTokenizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.Beside;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.stage.GrpoStage;
import io.gradus.experiments.stage.Stage;
import io.gradus.experiments.teacher.Teacher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A recipe: a policy, what is done with it stage by stage, and how it is examined.
 *
 * @param name of the run; its directory is {@code runs/NAME} unless another is given
 * @param seed decides the first weights, the problems, the draws: everything
 * @param device where to compute
 * @param dtype the type of matrix products; weights and everything else are fp32
 * @param matmul what multiplies fp32 matrices; another one gives other last bits, so name it to compare runs bit for bit
 * @param memory how much a run may take
 * @param activationCheckpointing whether layers run again in backward, which saves memory
 * @param policy the model
 * @param template lays problems out as prompts
 * @param teachers models to distil from, by name
 * @param stages done in order on the one policy
 * @param evaluation what is measured, and when
 * @param checkpoint how often to save
 */
public record Recipe(
    @About("of the run; its directory is runs/NAME") String name,

    @Default("17") @About("decides weights, problems and draws")
    long seed,

    @Default("auto") @About("auto, cpu, gpu0 ...") DeviceChoice device,

    @Default("auto")
    @About(
        "type of matrix products: auto (follows from the kind of processor), float32 or bfloat16")
    Precision dtype,

    @Default("auto")
    @About(
        "library of float32 matrix products: auto (follows from the kind of processor), measured (the fastest at start; other runs may get other last bits), mkl or onednn")
    MatmulChoice matmul,

    @Default("auto")
    @About(
        "how much a run may take: auto (four fifths of the machine's), or a size such as 12GiB; micro-batches are cut to it")
    MemoryLimit memory,

    @Default("auto")
    @About(
        "keep only the input of each layer and run layers again in backward: true, false, or auto (where memory asks for it)")
    ActivationCheckpointing activationCheckpointing,

    PolicyChoice policy,
    @Default("bare") Template template,

    @Default("{}") @About("models to distil from, by the names that stages read")
    Map<String, Teacher> teachers,

    @About("done in order on the one policy") List<Stage> stages,
    @Default("{}") EvaluationPlan evaluation,
    @Default("{}") CheckpointPlan checkpoint) {
  /** Binding reads a model's template, and says once what is unusual about it. */
  private static final Beside<Recipe, Template> BOUND =
      new Beside<>(recipe -> recipe.template().bind(recipe.tokenizer()));

  private static final Pattern NAME = Pattern.compile("\\w[\\w.-]*");

  /**
   * The model: one of files, or one of a given shape that begins from nothing.
   *
   * @param model a folder of Hugging Face files, or a GGUF; it brings its architecture, its weights and its tokenizer. The folder of
   *     an adapter is replaced by the adapter's base, and {@code lora.from} names the folder
   * @param architecture the shape of a model whose first weights the seed decides
   * @param tokenizer the tokens of such a model; characters if not given
   * @param lora an adapter, where only that is trained
   */
  public record PolicyChoice(
      @About(
          "a pretrained model: a folder of Hugging Face files, a .gguf file, or a PEFT adapter to train further")
      Optional<Path> model,

      @About("the shape of a model that begins from nothing, where no 'model' is given")
      Optional<Architecture> architecture,

      @About("the tokens of such a model; characters if not given")
      Optional<Tokenizer> tokenizer,

      @About(
          "train a low-rank adapter (arXiv:2106.09685) and keep the rest as it is; absent: train all weights")
      Optional<Lora> lora) {
    public PolicyChoice {
      if (model.isPresent() && AdapterFolder.is(model.get())) {
        AdapterFolder adapter = AdapterFolder.read(model.get());
        lora = Optional.of(adapter.further(lora));
        model = Optional.of(adapter.base());
      }
      List<String> faults = new ArrayList<>();
      if (model.isPresent()) {
        architecture.ifPresent(
            a -> faults.add("architecture: 'model' brings its own: leave out one of the two"));
        tokenizer.ifPresent(
            t -> faults.add("tokenizer: 'model' brings its own: leave out one of the two"));
      } else if (architecture.isEmpty()) {
        faults.add(
            "give a pretrained model (model: FOLDER or FILE.gguf), or the shape of one that begins from nothing (architecture: {type: decoder, layers: 4, ...})");
      }
      if (!faults.isEmpty()) {
        throw new IllegalArgumentException(String.join("\n", faults));
      }
      if (model.isEmpty() && tokenizer.isEmpty()) {
        tokenizer = Optional.of(CharacterTokenizer.defaults());
      }
      if (lora.isPresent() && architecture.isPresent()) {
        lora.get().check(architecture.get(), tokenizer.orElseThrow().vocabularySize());
      }
    }

    /** A model that begins from nothing, all of whose weights are trained. */
    public static PolicyChoice of(Architecture architecture, Tokenizer tokenizer) {
      return new PolicyChoice(architecture, tokenizer, Optional.empty());
    }

    /**
     * A pretrained model, all of whose weights are trained.
     *
     * @param model a folder of Hugging Face files, a GGUF, or the folder of an adapter, which is then what is trained
     */
    public static PolicyChoice of(Path model) {
      return new PolicyChoice(
          Optional.of(model), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A model that begins from nothing. */
    public PolicyChoice(Architecture architecture, Tokenizer tokenizer, Optional<Lora> lora) {
      this(Optional.empty(), Optional.of(architecture), Optional.of(tokenizer), lora);
    }
  }

  /**
   * What is measured, and when: after each stage, before the first if that samples, and every so many steps of those that
   * sample.
   */
  public record EvaluationPlan(
      @Default("0") @About("steps of a sampling stage between two evaluations; 0: only at its ends")
      int every,

      @Default("[]") @About("what is measured") List<Benchmark> benchmarks) {
    public EvaluationPlan {
      benchmarks = List.copyOf(benchmarks);
      if (every < 0) {
        throw new IllegalArgumentException("every: must be 0 (never) or more, but is " + every);
      }
      Set<String> names = new HashSet<>();
      for (Benchmark benchmark : benchmarks) {
        if (!names.add(benchmark.name())) {
          throw new IllegalArgumentException(
              "benchmarks: two are named '%s': give them names".formatted(benchmark.name()));
        }
      }
    }
  }

  /** When to save, in addition to the end of each stage, and what to keep. */
  public record CheckpointPlan(
      @Default("50") @About("steps between two checkpoints") int every,
      @Default("2") @About("how many of the newest to keep") int keep,

      @About("benchmark whose best checkpoint by pass@1 is kept as well; absent: none")
      Optional<String> keepBest) {
    public CheckpointPlan {
      if (every < 1) {
        throw new IllegalArgumentException("every: must be positive, but is " + every);
      }
      if (keep < 1) {
        throw new IllegalArgumentException("keep: must be positive, but is " + keep);
      }
    }
  }

  public Recipe {
    stages = List.copyOf(stages);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: names a directory: letters, digits, '.', '_' and '-' only, but is '%s'"
              .formatted(name));
    }
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("stages: there must be at least one");
    }
    teachers = Collections.unmodifiableMap(new TreeMap<>(teachers));
    TeacherNames.check(teachers.keySet(), stages);
    checkpoint.keepBest().ifPresent(best -> checkBest(best, evaluation.benchmarks()));
    for (int s = 0; s < stages.size(); s++) {
      if (policy.lora().map(Lora::dropout).orElse(0.0) > 0
          && stages.get(s) instanceof GrpoStage grpo
          && grpo.maxDifference().isEmpty()) {
        throw new IllegalArgumentException(
            ("policy.lora.dropout: makes the trainer's log-probs differ from the sampler's, which drops nothing, and stages[%d] would"
                    + " stop at that. Leave it out, or say how much may differ: max-difference")
                .formatted(s));
      }
    }
  }

  /** A recipe that evaluates nothing, with the default of everything else. */
  public static Recipe of(
      String name, long seed, PolicyChoice policy, Template template, List<Stage> stages) {
    return new Recipe(
        name,
        seed,
        DeviceChoice.auto(),
        Precision.AUTO,
        MatmulChoice.AUTO,
        new MemoryLimit("auto"),
        ActivationCheckpointing.AUTO,
        policy,
        template,
        Map.of(),
        stages,
        new EvaluationPlan(0, List.of()),
        new CheckpointPlan(50, 2, Optional.empty()));
  }

  private static void checkBest(String best, List<Benchmark> benchmarks) {
    List<String> names = benchmarks.stream().map(Benchmark::name).toList();
    if (!names.contains(best)) {
      throw new IllegalArgumentException(
          "checkpoint.keep-best: '%s' is no benchmark of this recipe.%s It has: %s"
              .formatted(
                  best,
                  Suggestion.didYouMean(best, names),
                  names.isEmpty() ? "none (evaluation.benchmarks)" : String.join(", ", names)));
    }
  }

  /**
   * The policy's architecture.
   *
   * @throws UserError if it is that of a model whose files cannot be read
   */
  public Architecture architecture() {
    return policy.architecture().orElseGet(() -> PretrainedParts.of(policy).architecture());
  }

  /**
   * The policy's tokenizer, whose vocabulary is the policy's.
   *
   * @throws UserError if it is that of a model whose files cannot be read
   */
  public Tokenizer tokenizer() {
    return policy.tokenizer().orElseGet(() -> PretrainedParts.of(policy).tokenizer());
  }

  /** Fields of a pretrained model's configuration that change nothing here. */
  public List<String> unusedFields() {
    return policy.model().isPresent() ? PretrainedParts.of(policy).unusedFields() : List.of();
  }

  /**
   * Sees that an adapter's layers are layers of the policy; without files that is seen when the recipe is read.
   *
   * @throws UserError that names those that are not
   */
  public void checkAdapter() {
    policy.lora().ifPresent(lora -> lora.check(architecture(), tokenizer().vocabularySize()));
  }

  /**
   * The template for this policy: one that writes a model's own chat format takes it from the model.
   *
   * @throws UserError if the model has none
   */
  public Template boundTemplate() {
    return BOUND.get(this);
  }
}

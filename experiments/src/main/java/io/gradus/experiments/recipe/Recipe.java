package io.gradus.experiments.recipe;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Architecture;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.engine.DeviceChoice;
import io.gradus.core.engine.MatmulChoice;
import io.gradus.core.engine.Precision;
import io.gradus.core.policy.Lora;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.text.CharacterTokenizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.Beside;
import io.gradus.experiments.evaluation.Benchmark;
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
 * A recipe: a policy, the stages that train it, and its evaluation.
 *
 * @param dtype the type of matrix products; weights and everything else are fp32
 * @param matmul library that multiplies fp32 matrices; another library gives other last bits
 * @param template format of prompts
 */
public record Recipe(
    @About("name of the run; its directory is runs/NAME") String name,

    @Default("17") @About("seed of first weights, problems and draws")
    long seed,

    @Default("auto") @About("auto, cpu, gpu0 ...") DeviceChoice device,

    @Default("auto")
    @About("number type of matrix products: auto (depends on the kind of processor), float32 or "
        + "bfloat16")
    Precision dtype,

    @Default("auto")
    @About("library of float32 matrix products: auto (depends on the kind of processor), measured "
        + "(the fastest at start; other runs may get other last bits), mkl or onednn")
    MatmulChoice matmul,

    @Default("auto")
    @About("limit of the run's memory: auto (four fifths of the machine's), or a size such as "
        + "12GiB; micro-batches are made to fit")
    MemoryLimit memory,

    @Default("auto")
    @About("keep only the input of each layer and run layers again in backward: true, false, or "
        + "auto (only if memory requires it)")
    ActivationCheckpointing activationCheckpointing,

    PolicyChoice policy,
    @Default("bare") Template template,

    @Default("{}") @About("models to distil from, by the names that stages read")
    Map<String, Teacher> teachers,

    @About("stages that train the policy, one after another")
    List<Stage> stages,

    @Default("{}") EvaluationPlan evaluation,
    @Default("{}") CheckpointPlan checkpoint) {
  /** Bound templates. Binding reads a model's template and logs its peculiarities, so it happens once. */
  private static final Beside<Recipe, Template> BOUND =
      new Beside<>(recipe -> recipe.template().bind(recipe.tokenizer()));

  private static final Pattern NAME = Pattern.compile("\\w[\\w.-]*");

  /**
   * The model: from files, or of a given architecture with random first weights.
   *
   * @param model gives architecture, weights and tokenizer. The folder of an adapter is replaced by the adapter's base,
   *     and {@code lora.from} names the folder
   * @param architecture architecture of a model whose first weights the seed decides
   */
  public record PolicyChoice(
      @About("a pretrained model: a folder of Hugging Face files, a .gguf file, or a PEFT adapter "
          + "to train further")
      Optional<Path> model,

      @About("architecture of a model with random first weights, if no 'model' is given")
      Optional<Architecture> architecture,

      @About("tokenizer of a model with random first weights; default: characters")
      Optional<Tokenizer> tokenizer,

      @About("train only a low-rank adapter (arXiv:2106.09685); absent: train all weights")
      Optional<Lora> lora,

      @Default("language")
      @About(
          "what the model computes: language (the next token), or score (one number for a text: a reward model)")
      PolicyHead head) {
    public PolicyChoice {
      if (model.isPresent() && AdapterFolder.is(model.get())) {
        AdapterFolder adapter = AdapterFolder.read(model.get());
        lora = Optional.of(adapter.further(lora));
        model = Optional.of(adapter.base());
      }
      List<String> faults = new ArrayList<>();
      if (model.isPresent()) {
        architecture.ifPresent(
            a -> faults.add("architecture: 'model' has its own. Leave out one of the two"));
        tokenizer.ifPresent(
            t -> faults.add("tokenizer: 'model' has its own. Leave out one of the two"));
      } else if (architecture.isEmpty()) {
        faults.add("give a pretrained model (model: FOLDER or FILE.gguf), or an architecture with "
            + "random weights (architecture: {type: decoder, layers: 4, ...})");
      }
      if (!faults.isEmpty()) {
        throw new IllegalArgumentException(String.join("\n", faults));
      }
      if (model.isEmpty() && tokenizer.isEmpty()) {
        tokenizer = Optional.of(CharacterTokenizer.defaults());
      }
      if (lora.isPresent() && architecture.isPresent()) {
        lora.get().check(head.on(architecture.get()), tokenizer.orElseThrow().vocabularySize());
      }
    }

    /** Opens the files of the model. */
    public PretrainedModel open() {
      return head.open(model.orElseThrow());
    }

    /** Returns whether the model computes a score, and no next token. */
    public boolean scores() {
      return head == PolicyHead.SCORE;
    }

    /** Returns a model with random first weights; all weights are trained. */
    public static PolicyChoice of(Architecture architecture, Tokenizer tokenizer) {
      return new PolicyChoice(architecture, tokenizer, Optional.empty());
    }

    /**
     * Returns a pretrained model; all weights are trained.
     *
     * @param model a folder of Hugging Face files, a GGUF, or the folder of an adapter; with an adapter, only the
     *     adapter is trained
     */
    public static PolicyChoice of(Path model) {
      return new PolicyChoice(model, Optional.empty());
    }

    /**
     * Returns a pretrained model with a low-rank adapter; only the adapter is trained.
     *
     * @param model a folder of Hugging Face files, or a GGUF
     */
    public static PolicyChoice of(Path model, Lora lora) {
      return new PolicyChoice(model, Optional.of(lora));
    }

    private PolicyChoice(Path model, Optional<Lora> lora) {
      this(Optional.of(model), Optional.empty(), Optional.empty(), lora, PolicyHead.LANGUAGE);
    }

    /** Makes a model with random first weights. */
    public PolicyChoice(Architecture architecture, Tokenizer tokenizer, Optional<Lora> lora) {
      this(
          Optional.empty(),
          Optional.of(architecture),
          Optional.of(tokenizer),
          lora,
          PolicyHead.LANGUAGE);
    }
  }

  /**
   * Plan of the evaluations: before the first stage that samples, after each stage, and every {@code every} steps of
   * stages that sample.
   */
  public record EvaluationPlan(
      @Default("0")
      @About("steps of a sampling stage between two evaluations; 0: only before and after it")
      int every,

      @Default("[]") @About("benchmarks of each evaluation") List<Benchmark> benchmarks) {
    public EvaluationPlan {
      benchmarks = List.copyOf(benchmarks);
      if (every < 0) {
        throw new IllegalArgumentException("every: must be 0 (never) or more, but is " + every);
      }
      Set<String> names = new HashSet<>();
      for (Benchmark benchmark : benchmarks) {
        if (!names.add(benchmark.name())) {
          throw new IllegalArgumentException(
              "benchmarks: two are named '%s'. Give each benchmark its own label"
                  .formatted(benchmark.name()));
        }
      }
    }
  }

  /** Plan of checkpoints, in addition to one at the end of each stage. */
  public record CheckpointPlan(
      @Default("50") @About("steps between two checkpoints") int every,

      @Default("2") @About("number of the newest checkpoints to keep")
      int keep,

      @About(
          "benchmark that chooses one more checkpoint to keep, by pass@1 on half of its problems; absent: none")
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
          "name: must have only letters, digits, '.', '_' and '-', because it names a directory, but is '%s'"
              .formatted(name));
    }
    teachers = Collections.unmodifiableMap(new TreeMap<>(teachers));
    Contradictions.check(policy, stages, evaluation, checkpoint);
    TeacherNames.check(teachers.keySet(), stages);
  }

  /** Returns a recipe without evaluation, with defaults for all other keys. */
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

  /**
   * Returns the architecture of the policy.
   *
   * @throws UserError if it belongs to a model whose files cannot be read
   */
  public Architecture architecture() {
    return policy
        .architecture()
        .map(policy.head()::on)
        .orElseGet(() -> PretrainedParts.of(policy).architecture());
  }

  /**
   * Returns the tokenizer, which has the policy's vocabulary.
   *
   * @throws UserError if it belongs to a model whose files cannot be read
   */
  public Tokenizer tokenizer() {
    return policy.tokenizer().orElseGet(() -> PretrainedParts.of(policy).tokenizer());
  }

  /** Returns the fields of a pretrained model's configuration that have no effect in Gradus. */
  public List<String> unusedFields() {
    return policy.model().isPresent() ? PretrainedParts.of(policy).unusedFields() : List.of();
  }

  /** Checks that an adapter's layers are layers of the policy; the error names those that are missing. */
  public void checkAdapter() {
    policy.lora().ifPresent(lora -> lora.check(architecture(), tokenizer().vocabularySize()));
  }

  /** Returns the template for this policy. A chat template is taken from the model, which must have one. */
  public Template boundTemplate() {
    return BOUND.get(this);
  }
}

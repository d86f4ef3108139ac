package io.gradus.experiments.run;

import io.gradus.core.UserError;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.Matmul;
import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.Policy;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads and writes {@code provenance.json}: everything in addition to the recipe that decides a run's bits. */
final class Provenance {
  /** Key of the format of a run's files. */
  static final String FORMAT = "run_format";

  /** Format that this version writes. Version 0.1 wrote no number, which counts as 1. */
  static final int PRESENT_FORMAT = 2;

  private static final String FIRST_WEIGHTS = "first_weights_sha256";
  private static final String THREADS = "threads";
  private static final int MOST_THREADS = 4096;
  private static final String TOKENS = "micro_batch_tokens";
  private static final String CHECKPOINTING = "activation_checkpointing";
  private static final String CHUNK = "chunk_bytes";
  private static final String KEPT = "kept_probabilities_bytes";
  private static final String PACKED = "packed_bytes";

  private Provenance() {}

  static Map<String, Object> facts(Compute.Choice choice, Fit fit, long seed, String weightsHash) {
    Compute compute = choice.compute();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put(FORMAT, PRESENT_FORMAT);
    facts.put("begun", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("gradus", String.valueOf(Provenance.class.getPackage().getImplementationVersion()));
    facts.put("commit", commit());
    facts.put("java", Runtime.version().toString());
    facts.put(
        "system",
        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
            + System.getProperty("os.arch"));
    facts.put("processor", processor());
    facts.put(THREADS, Compute.threads());
    facts.put("device", compute.device());
    facts.put("matmul", compute.matmul().label());
    facts.put("dtype", compute.matmul().dtype());
    facts.put("matmul_chosen_by", choice.why());
    put(facts, fit);
    facts.put("seed", seed);
    facts.put(FIRST_WEIGHTS, weightsHash);
    return facts;
  }

  private static void put(Map<String, Object> facts, Fit fit) {
    facts.put(TOKENS, fit.microBatchTokens());
    facts.put(CHECKPOINTING, fit.activations().checkpointing());
    facts.put(CHUNK, fit.activations().chunkBytes());
    facts.put(KEPT, fit.activations().keptProbabilities());
    facts.put(PACKED, fit.activations().packedBytes());
    facts.put("planned_memory_bytes", fit.plan().total());
  }

  /** Records a new memory plan. */
  static void refit(Path file, Fit fit) {
    Map<String, Object> facts = RunDirectory.readJson(file);
    put(facts, fit);
    RunDirectory.writeJson(file, facts);
  }

  /**
   * Returns the device and matmul library that were chosen at the beginning of the run; another choice would give other
   * last bits.
   */
  static Compute compute(Path file) {
    Map<String, Object> facts = RunDirectory.readJson(file);
    String device = String.valueOf(facts.get("device"));
    String named = String.valueOf(facts.get("matmul"));
    Matmul matmul = Arrays.stream(Matmul.values())
        .filter(m -> m.label().equals(named))
        .findFirst()
        .orElseThrow(() -> new UserError(
            "%s: 'matmul' is %s, which this version does not know. Restore the original file"
                .formatted(file, named)));
    return new Compute(device, matmul);
  }

  /**
   * Returns the number of threads of native operations when the run began; another number would give other last bits.
   */
  static int threads(Path file) {
    long threads = number(file, RunDirectory.readJson(file), THREADS);
    if (threads < 1 || threads > MOST_THREADS) {
      throw new UserError("%s: 'threads' must be 1 to %d, but is %d. Restore the original file"
          .formatted(file, MOST_THREADS, threads));
    }
    return (int) threads;
  }

  /**
   * Checks that a model's files still have the run's first weights.
   *
   * @throws UserError if they have other weights
   */
  static void admit(Path file, Policy policy, Path model) {
    if (!Hashes.tensors(policy.mergedTensors())
        .equals(RunDirectory.readJson(file).get(FIRST_WEIGHTS))) {
      policy.close();
      throw new UserError(
          "%s: has other weights than when the run began (first_weights_sha256 in %s). Restore the old files"
              .formatted(model, file));
    }
  }

  /** Returns the recorded memory plan of the run; empty before the run begins. */
  static Optional<Fit> fit(Path file, Recipe recipe) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Map<String, Object> facts = RunDirectory.readJson(file);
    int tokens = Math.toIntExact(number(file, facts, TOKENS));
    return Optional.of(Fit.of(recipe, tokens, activations(file, facts)));
  }

  /** Returns the settings of the activations that passes of the run keep; other settings would give other last bits. */
  static ActivationMemory activations(Path file) {
    return activations(file, RunDirectory.readJson(file));
  }

  private static ActivationMemory activations(Path file, Map<String, Object> facts) {
    if (!(facts.get(CHECKPOINTING) instanceof Boolean checkpointing)) {
      throw silent(file, facts, CHECKPOINTING);
    }
    return new ActivationMemory(
        checkpointing,
        number(file, facts, CHUNK),
        number(file, facts, KEPT),
        number(file, facts, PACKED));
  }

  private static long number(Path file, Map<String, Object> facts, String key) {
    if (facts.get(key) instanceof Number number) {
      return number.longValue();
    }
    throw silent(file, facts, key);
  }

  private static UserError silent(Path file, Map<String, Object> facts, String key) {
    return new UserError(
        "%s: has no '%s'. Restore the original file. If nobody changed it, another version of Gradus began the run (%s, commit %s): use that version"
            .formatted(file, key, facts.get("gradus"), facts.get("commit")));
  }

  private static String commit() {
    String home = System.getProperty("gradus.home", ".");
    try {
      Process git = new ProcessBuilder(
              "git", "-C", home, "describe", "--always", "--dirty", "--abbrev=12")
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? text : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(l -> l.startsWith("model name"))
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}

package io.gradus.experiments.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.CounterRandom;
import io.gradus.experiments.statistics.Estimate;
import io.gradus.experiments.statistics.Proportion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes a run directory with two stages and invented numbers. */
final class FakeRun {
  static final String HOSTILE =
      "</pre></script><script>alert(1)</script><img src=x onerror=alert(2)>\" ' & "
          + "\u202egnp.exe\u0007";
  private static final JsonMapper JSON = new JsonMapper();

  private static final int TOKENS = 19;

  private final Path directory;
  private final long seed;
  private int supervised = 60;
  private int rewarded = 140;
  private int groups = 3;
  private int groupSize = 4;
  private boolean hostile;
  private boolean finished;

  private FakeRun(Path directory, long seed) {
    this.directory = directory;
    this.seed = seed;
  }

  static FakeRun in(Path directory, long seed) {
    return new FakeRun(directory, seed);
  }

  FakeRun steps(int supervised, int rewarded) {
    this.supervised = supervised;
    this.rewarded = rewarded;
    return this;
  }

  FakeRun groups(int groups, int groupSize) {
    this.groups = groups;
    this.groupSize = groupSize;
    return this;
  }

  /** Gives the run a result, as at its end. */
  FakeRun finished() {
    finished = true;
    return this;
  }

  /** Makes every text of a policy or a user attack the page. */
  FakeRun hostile() {
    hostile = true;
    return this;
  }

  Path write() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("recipe.yaml"),
        "name: arithmetic" + (hostile ? " # " + HOSTILE : "") + "\nseed: " + seed
            + "\npolicy: {model: null, architecture: {type: decoder, layers: 3, width: 96}}"
            + "\nstages:\n- {type: sft, plan: {steps: %d}}\n".formatted(supervised)
            + "- {type: grpo, plan: {steps: %d}, objective: {advantage: {type: standardized}}}\n"
                .formatted(rewarded));
    Files.writeString(
        directory.resolve("provenance.json"),
        "{\"begun\":\"2026-11-29T22:15:00Z\",\"gradus\":\"0.1.0\",\"seed\":%d,\"machine\":{\"cores\":2,\"matmul GFLOP/s\":140.2}}"
            .formatted(seed));
    if (finished) {
      Files.writeString(directory.resolve("result.json"), "{\"seconds\": 187.4}");
    }
    metrics();
    evaluations();
    rollouts();
    return directory;
  }

  private void metrics() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int step = 1; step <= supervised; step++) {
      ObjectNode line = place("sft", 0, step, step);
      line.put("loss", 2.5 * Math.exp(-step / 20.0) + 0.3 + noise(0.05, step, 1));
      line.put("learning_rate", 1e-3).put("gradient_norm", 1 + noise(0.3, step, 2));
      line.put("time/tokens_per_second", 5200 + noise(300, step, 3));
      lines.append(line).append('\n');
    }
    for (int step = 1; step <= rewarded; step++) {
      double skill = skill(step);
      int place = supervised + step;
      ObjectNode line = place("grpo", 1, step, place);
      line.put("reward/mean", skill + noise(0.08, place, 1));
      line.put("pass_rate", skill - 0.03 + noise(0.08, place, 2));
      line.put("reward/min", 0);
      line.put("reward/std", 0.3 + noise(0.04, place, 3));
      line.put("term/format", 0.93 + noise(0.03, place, 4));
      line.put("verdict/correct", 64 * skill).put("verdict/wrong", 60 * (1 - skill));
      line.put("verdict/no_answer", 4 * (1 - skill));
      line.put("truncated", 0);
      if (step % 9 == 0) {
        line.put("verdict/unparseable", 2);
      }
      line.put("groups/sampled", 8).put("groups/without_signal", skill * 0.6);
      line.put("kl", 0.0004 * step + noise(0.001, place, 5));
      line.put("entropy", 1.3 * Math.exp(-step / 90.0) + 0.2 + noise(0.05, place, 6));
      line.put("loss", noise(0.02, place, 7)).put("gradient_norm", 0.6 + noise(0.2, place, 8));
      line.put("clip/low", 0.004 + noise(0.003, place, 9));
      line.put("clip/high", 0.011 + noise(0.008, place, 10));
      line.put("learning_rate", 3e-4 * (1 - step / 200.0));
      line.put("length/mean", 24 + 30 * skill + noise(2, place, 11));
      line.put("length/max", 60 + noise(3, place, 12));
      line.put("time/tokens_per_second", 2300 + noise(200, place, 13));
      line.put("time/sample", 1.3 + noise(0.1, place, 14)).put("time/update", 0.8);
      line.put("sampler_trainer_difference", 2e-6);
      line.put("novel/thing", step % 7);
      if (step == 5) {
        line.put("kl", Double.NaN);
      }
      ArrayNode warnings = line.putArray("warnings");
      if (step % 40 == 3) {
        warnings.add("step %d: no group has any signal: sample %d".formatted(place, place)
            + (hostile ? HOSTILE : ""));
      }
      lines.append(line.toString().replace("\"NaN\"", "NaN")).append('\n');
    }
    Files.writeString(directory.resolve("metrics.jsonl"), lines);
  }

  private void evaluations() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String mode : List.of("sampled", "greedy")) {
      for (int step = -1; step <= rewarded; step = step < 0 ? 0 : step + 20) {
        double p =
            step < 0 ? 0.02 : Math.min(0.97, skill(step) + (mode.equals("greedy") ? 0.05 : 0));
        int right = (int) Math.round(500 * p);
        Estimate e = Proportion.wilson(right, 500);
        ObjectNode line =
            step < 0 ? place("sft", 0, 0, 0) : place("grpo", 1, step, supervised + step);
        line.put("benchmark", "arithmetic")
            .put("mode", mode)
            .put("problems", 500)
            .put("samples", 1);
        line.put("pass_at_1", e.value()).put("low", e.low()).put("high", e.high());
        line.put("mean_length", 24 + 30 * p).put("truncated", 0.04 * (1 - p));
        line.putObject("verdicts").put("correct", right).put("wrong", 500 - right);
        lines.append(line).append('\n');
      }
    }
    Files.writeString(directory.resolve("evaluations.jsonl"), lines);
  }

  private void rollouts() throws IOException {
    Path folder = directory.resolve("rollouts/1-grpo");
    Files.createDirectories(folder);
    for (int step = 1; step <= rewarded; step++) {
      try (OutputStream out = new GZIPOutputStream(
          Files.newOutputStream(folder.resolve("step-%06d.jsonl.gz".formatted(step))))) {
        for (int group = 0; group < groups; group++) {
          for (int index = 0; index < groupSize; index++) {
            out.write((rollout(step, group, index) + "\n").getBytes(StandardCharsets.UTF_8));
          }
        }
      }
      try (OutputStream out = new GZIPOutputStream(
          Files.newOutputStream(folder.resolve("updates-%06d.jsonl.gz".formatted(step))))) {
        for (int index = 0; index < groupSize; index++) {
          out.write((update(step, index) + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  /** Only the first group went through the network; its third token is clipped above, its fifth below. */
  private ObjectNode update(int step, int index) {
    ObjectNode line = JSON.createObjectNode().put("group", 0).put("index", index);
    ArrayNode entropies = line.putArray("entropies");
    for (int t = 0; t < TOKENS; t++) {
      entropies.add(2.5 * CounterRandom.uniform(seed, step, index, 60 + t));
    }
    line.putArray("clipped_high").add(2);
    line.putArray("clipped_low").add(4);
    return line;
  }

  private ObjectNode rollout(int step, int group, int index) {
    // Every step draws the problem of the first group again.
    int draw = group == 0 ? 0 : step;
    int a = 10 + CounterRandom.below(80, seed, draw, group, 1);
    int b = 10 + CounterRandom.below(80, seed, draw, group, 2);
    boolean right = CounterRandom.uniform(seed, step, group, index, 3) < skill(step);
    int said = right ? a + b : a + b - 10;
    String tens = a / 10 * 10 + "+" + b / 10 * 10 + "=" + (a / 10 + b / 10) * 10;
    List<String> pieces = List.of(
        "<think>",
        "\n",
        tens,
        ",",
        " ",
        a % 10 + "",
        "+",
        b % 10 + "",
        "=",
        a % 10 + b % 10 + "",
        "\n",
        "</think>",
        hostile ? HOSTILE : "",
        "\n",
        "<answer>",
        " ",
        said + "",
        "</answer>",
        "<eos>");
    ObjectNode line = JSON.createObjectNode();
    line.put("step", step).put("problem_id", "add-%d-%d".formatted(a, b));
    line.put("prompt", "What is %d + %d?\nThink first.%s".formatted(a, b, hostile ? HOSTILE : ""));
    line.put("answer", a + b + "").put("group", group).put("index", index);
    line.put("completion", String.join("", pieces.subList(0, pieces.size() - 1)));
    ArrayNode tokens = line.putArray("tokens");
    ArrayNode texts = line.putArray("pieces");
    ArrayNode logProbs = line.putArray("log_probs");
    ArrayNode sampling = line.putArray("sampling_log_probs");
    ArrayNode learned = line.putArray("learned");
    for (int t = 0; t < pieces.size(); t++) {
      double u = CounterRandom.uniform(seed, step, group, index, 10 + t);
      double logProb = t % 4 == 2 ? 3 * Math.log(u + 1e-3) : Math.log(0.85 + 0.15 * u);
      tokens.add(100 + t);
      learned.add(t);
      texts.add(pieces.get(t));
      logProbs.add(logProb);
      sampling.add(logProb * 0.97);
    }
    line.put("finish", index == 3 ? "length" : "stop").put("reward", right ? 1.1 : 0.1);
    line.put("verdict", right ? "correct" : "wrong");
    line.put("why", right ? "equals the gold answer" : "%d is not %d".formatted(said, a + b));
    line.put("extracted", said + "");
    line.putObject("terms").put("correct", right ? 1 : 0).put("format", 1);
    line.put("advantage", right ? 0.7 : -0.7).put("used", index != 2);
    return line;
  }

  private double skill(int step) {
    double end = 0.9 + 0.02 * CounterRandom.uniform(seed, 77);
    return 0.42 + (end - 0.42) / (1 + Math.exp(-(step - 0.45 * rewarded) / (0.12 * rewarded)));
  }

  private double noise(double size, long step, long what) {
    return size * (2 * CounterRandom.uniform(seed, step, what) - 1);
  }

  private static ObjectNode place(String stage, int index, int step, int globalStep) {
    return JSON.createObjectNode()
        .put("stage", stage)
        .put("stage_index", index)
        .put("step", step)
        .put("global_step", globalStep)
        .put("seconds", 2.1 * globalStep);
  }
}

package io.gradus.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.experiments.cli.CommandLineRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that docs/metrics.md names exactly what a run writes: SFT, GRPO with a reference, experts, guided methods,
 * reward models, and pass@k.
 */
class MetricsPageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z0-9_/]*[A-Za-z0-9_])` \\|");
  private static final String RECIPE = """
      name: metrics
      device: cpu
      dtype: float32
      matmul: mkl
      policy:
        architecture:
          {type: decoder, layers: 1, width: 16, heads: 2, context: 64, mixture: {experts: 4, active: 2, hidden: 16}}
        tokenizer: {type: characters, alphabet: "0123456789+=;"}
      teachers:
        first: {type: self, question: "{question}"}
      stages:
        - type: sft
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 1, batch: 2}
          optimizer: {type: adamw, learning-rate: 1.0e-3}
        - type: preference
          dataset:
            type: contrast
            chosen: {type: arithmetic, digits: 1, guess: 0.0, no-carry: 0.0, careful: 1.0}
            rejected: {type: arithmetic, digits: 1, guess: 1.0, no-carry: 0.0, careful: 0.0}
          plan: {steps: 1, batch: 2}
          optimizer: {type: adamw, learning-rate: 1.0e-3}
        - type: grpo
          dataset: {type: arithmetic, digits: 1, guess: 0.0, no-carry: 0.0, careful: 1.0}
          plan: {steps: 1, problems-per-step: 2, group-size: 4}
          sampling: {max-tokens: 26}
          gathering:
            type: with-demonstrations
            dataset: {type: arithmetic, digits: 1}
            batch: 2
            groups: {type: hinted, cold-start: 0, form: {text: ";"}}
          objective:
            reward:
              type: sum
              terms: [{reward: arithmetic-answer}, {name: digit, reward: {type: regex-match, pattern: "[0-3]"}}]
            loss: top-entropy
            reference: k3
            kl-coefficient: adaptive-kl
            entropy-bonus: 0.01
            entropy-coefficient: adaptive-entropy
            correction: masked-importance
            advantage: {type: distillation, teachers: {first: 1}, advantage: standardized}
            terms: [{of: policy, loss: {type: teacher-divergence, teachers: {first: 1}}}]
          optimizer: {type: adamw, learning-rate: 1.0e-2}
        - type: grpo
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 1, problems-per-step: 2, group-size: 4}
          sampling: {max-tokens: 6, top-k: 8}
          gathering: greedy-baseline
          objective: {reward: arithmetic-answer, advantage: greedy-baseline, loss: reinforce}
          optimizer: {type: adamw, learning-rate: 1.0e-2}
        - type: grpo
          dataset: {type: arithmetic, digits: 1}
          curriculum: bayesian
          plan: {steps: 1, problems-per-step: 6, group-size: 4}
          sampling: {max-tokens: 4}
          objective: {reward: {type: regex-match, pattern: "[0-4]"}}
          optimizer: {type: adamw, learning-rate: 1.0e-4}
        - type: grpo
          dataset: {type: arithmetic, digits: 1}
          curriculum: {type: target-rate, steps: 9}
          plan: {steps: 1, problems-per-step: 6, group-size: 4}
          sampling: {max-tokens: 4}
          objective: {reward: {type: regex-match, pattern: "[0-4]"}}
          optimizer: {type: adamw, learning-rate: 1.0e-4}
        - type: grpo
          dataset: {type: arithmetic, digits: 1}
          curriculum: solved-aside
          plan: {steps: 1, problems-per-step: 6, group-size: 4}
          sampling: {max-tokens: 4}
          objective: {reward: {type: regex-match, pattern: "[0-4]"}}
          optimizer: {type: adamw, learning-rate: 1.0e-4}
        - type: grpo
          dataset: {type: mixture, parts: [{name: one, dataset: {type: arithmetic, digits: 1}}, {name: two, dataset: {type: arithmetic}}]}
          curriculum: {type: levels, attribute: part, order: [one, two]}
          plan: {steps: 1, problems-per-step: 6, group-size: 4}
          sampling: {max-tokens: 4}
          objective: {reward: {type: regex-match, pattern: "[0-4]"}}
          optimizer: {type: adamw, learning-rate: 1.0e-4}
        - type: grpo
          dataset: {type: arithmetic, digits: 1}
          curriculum: {type: predicted, exploration: 0.6}
          plan: {steps: 5, problems-per-step: 6, group-size: 4}
          sampling: {max-tokens: 4}
          objective: {reward: {type: regex-match, pattern: "[0-4]"}}
          optimizer: {type: adamw, learning-rate: 1.0e-4}
      evaluation:
        benchmarks:
          - type: pass-at-k
            dataset: {type: arithmetic, digits: 1, split: test}
            problems: 4
            samples: 2
            k: [1, 2]
            sampling: {max-tokens: 4}
            reward: arithmetic-answer
      """;

  private static final String REWARD_MODEL = """
      name: reward-model
      device: cpu
      dtype: float32
      matmul: mkl
      policy:
        head: score
        architecture: {type: decoder, layers: 1, width: 16, heads: 2, context: 64}
        tokenizer: {type: characters, alphabet: "0123456789+=;"}
      stages:
        - type: reward-model
          dataset: {type: slips, dataset: {type: arithmetic, digits: 1}}
          plan: {steps: 1, batch: 2}
          optimizer: {type: adamw, learning-rate: 1.0e-3}
      evaluation:
        benchmarks:
          - {type: pairs, label: equal, dataset: {type: slips, dataset: {type: arithmetic, digits: 1}}, pairs: 2}
          - type: pairs
            label: unequal
            dataset:
              type: contrast
              chosen: {type: arithmetic, digits: 1, guess: 0.0, no-carry: 0.0, careful: 1.0}
              rejected: {type: arithmetic, digits: 1, guess: 1.0, no-carry: 0.0, careful: 0.0}
            pairs: 2
      """;

  private static final String PROCESS = """
      name: process
      device: cpu
      dtype: float32
      matmul: mkl
      policy:
        head: score
        architecture: {type: decoder, layers: 1, width: 16, heads: 2, context: 64}
        tokenizer: {type: characters, alphabet: "0123456789+*=;"}
      stages:
        - type: process-reward-model
          dataset: {type: slips, dataset: {type: digit-chain, digits: 3}}
          labels: {type: step-match, steps: {separators: [";", "</think>"]}, answer: arithmetic-answer}
          plan: {steps: 1, batch: 2}
          optimizer: {type: adamw, learning-rate: 1.0e-3}
      evaluation:
        benchmarks:
          - type: steps
            dataset: {type: slips, dataset: {type: digit-chain, digits: 3}}
            labels: {type: step-match, steps: {separators: ["<think>", ";", "</think>"]}, answer: arithmetic-answer}
            problems: 4
      """;

  @TempDir
  private Path folder;

  @Test
  void thePageNamesExactlyWhatARunWrites() throws IOException {
    Path recipe = Files.writeString(folder.resolve("metrics.yaml"), RECIPE);
    Path run = folder.resolve("run");
    CommandLineRun trained = CommandLineRun.of("train", recipe.toString(), "--run", run.toString());
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    List<Path> runs = List.of(run, folder.resolve("pairs"), folder.resolve("steps"));
    for (int i = 1; i < runs.size(); i++) {
      CommandLineRun scored = CommandLineRun.of(
          "train",
          Files.writeString(folder.resolve(i + ".yaml"), i == 1 ? REWARD_MODEL : PROCESS)
              .toString(),
          "--run",
          runs.get(i).toString());
      assertThat(scored.exitCode()).as(scored.err()).isZero();
    }
    Set<String> written = new TreeSet<>();
    for (Path of : runs) {
      written.addAll(names(of.resolve("metrics.jsonl")));
      written.addAll(names(of.resolve("evaluations.jsonl")));
    }
    // A step without a problem has no warnings, so this run may have none.
    written.add("warnings");
    // Most machines do not let a test read their energy counters.
    written.add("energy/joules");
    Set<String> listed = ROW.matcher(Files.readString(Path.of("../docs/metrics.md")))
        .results()
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(listed).as("docs/metrics.md").isEqualTo(written);
    assertThat(listed).containsAll(tags(run.resolve("tensorboard")));
  }

  private static Set<String> names(Path lines) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(lines)) {
      JsonNode fields = new ObjectMapper().readTree(line);
      fields.fieldNames().forEachRemaining(name -> names.add(general(name)));
    }
    return names;
  }

  /** Tags of the event files, without the stage or the benchmark. */
  private static Set<String> tags(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    Set<String> tags = new TreeSet<>();
    for (Path file : files) {
      String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      Pattern.compile("(?:sft|preference|grpo|evaluation/pass-at-k/[a-z]+)/([a-z0-9_/-]+)")
          .matcher(bytes)
          .results()
          .forEach(tag -> tags.add(general(tag.group(1))));
    }
    assertThat(tags).contains("reward/mean", "pass_at_K");
    return tags;
  }

  private static String general(String name) {
    return name.replaceFirst("^(term|verdict|coefficient|teacher|divergence)/.*", "$1/NAME")
        .replaceFirst("at_[0-9]+$", "at_K");
  }
}

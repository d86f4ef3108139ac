package io.gradus.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Completion;
import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RunFailure;
import io.gradus.core.Score;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.pretrained.TinyModelFolder;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.binding.Overrides;
import io.gradus.experiments.binding.RecipeWriter;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.Fit;
import io.gradus.experiments.run.Run;
import io.gradus.experiments.run.RunDirectory;
import io.gradus.experiments.run.Teachers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads {@code dead-options.txt}, and decides whether a key changes the result of its recipe, reward, data set or
 * template.
 */
final class OptionTrials {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SEPARATOR = " ;; ";

  private final Path folder;
  private final Components components;
  private final Tokenizer tokenizer;
  private final Map<String, Trial> trials = new LinkedHashMap<>();
  private final Set<String> exempted = new LinkedHashSet<>();
  private final Map<List<String>, String> seen = new HashMap<>();
  private final String recipe;
  private final List<Group> corpus;
  private int runs;

  /** The context of a component, and another value of one of its keys. */
  private record Trial(String kind, String prefix, List<String> context, String key, String value) {
    List<String> changed() {
      List<String> settings = new ArrayList<>(context);
      settings.add((prefix.equals("-") ? "" : prefix + ".") + key + "=" + value);
      return settings;
    }
  }

  private record Box(
      Optional<Reward> reward, Optional<Dataset> dataset, Optional<Template> template) {}

  private OptionTrials(Path folder, Components components) throws IOException {
    this.folder = folder;
    this.components = components;
    this.recipe = resource("dead-options.yaml");
    Path model = TinyModelFolder.write(folder.resolve("model"));
    try (PretrainedModel pretrained = PretrainedModel.open(model)) {
      tokenizer = pretrained.tokenizer();
    }
    Files.writeString(folder.resolve("rows.jsonl"), """
        {"question": "a?", "answer": "1 so #### 2", "q2": "b?", "a2": "\\\\boxed{7}", "why": "x<<y>>z", "id": "n1", "extra": "e"}
        {"question": "c?", "answer": "3 so #### 4", "q2": "d?", "a2": "\\\\boxed{8}", "why": "u", "id": "n2", "extra": "f"}
        {"question": "e?", "answer": "5 so #### 6", "q2": "f?", "a2": "\\\\boxed{9}", "why": "v", "id": "n3", "extra": "g"}
        """);
    Files.writeString(folder.resolve("samples.jsonl"), """
        {"prompt": "a?=", "question": "a?", "completion": "1", "answer": "1", "tokens": 2, "special_tokens": true}
        {"prompt": "c?=", "question": "c?", "completion": "3", "answer": "3", "tokens": 3, "special_tokens": true}
        {"prompt": "e?=", "question": "e?", "completion": "5", "answer": "5", "tokens": 4, "special_tokens": true}
        """);
    Files.writeString(folder.resolve("pairs.jsonl"), """
        {"prompt": "a?", "q2": "b?", "chosen": "1", "rejected": "2", "margin": 1, "gap": 2}
        {"prompt": "c?", "q2": "d?", "chosen": "3", "rejected": "4", "margin": 1, "gap": 2}
        {"prompt": "e?", "q2": "f?", "chosen": "5", "rejected": "6", "margin": 1, "gap": 2}
        """);
    Files.writeString(folder.resolve("steps.jsonl"), """
        {"prompt": "1+2", "completions": ["1+2=3", "3"], "labels": [true, true]}
        {"prompt": "1+3", "completions": ["1+3=5", "5"], "labels": [false, false]}
        """);
    Files.writeString(
        folder.resolve("pairs2.jsonl"),
        "{\"prompt\": \"z?\", \"chosen\": \"0\", \"rejected\": \"1\"}\n");
    Files.writeString(folder.resolve("other.jsonl"), "{\"question\": \"z?\", \"answer\": \"0\"}\n");
    Files.writeString(
        folder.resolve("countdown.jsonl"), "{\"input\": \"30,100,93\", \"output\": \"23\"}\n");
    Files.writeString(
        folder.resolve("countdown2.jsonl"), "{\"input\": \"83,18,75\", \"output\": \"10\"}\n");
    Files.writeString(folder.resolve("levels.jsonl"), """
        {"question": "1+2=", "answer": "3", "level": "2", "kind": "x", "letter": "one"}
        {"question": "3+4=", "answer": "7", "level": "1", "kind": "x", "letter": "two"}
        {"question": "5+1=", "answer": "6", "level": "3", "kind": "y", "letter": "two"}
        """);
    Files.writeString(folder.resolve("table.csv"), "a?,1\nb?,2\n");
    Files.writeString(
        folder.resolve("object.json"),
        "{\"all\": [{\"question\": \"o?\", \"answer\": \"1\"}], \"few\": [{\"question\": "
            + "\"p?\", \"answer\": \"1\"}]}");
    Files.writeString(
        folder.resolve("big.jsonl"),
        "{\"question\": \"q?\", \"answer\": \"%s\"}\n".formatted("1".repeat(1 << 21)));
    Files.writeString(
        folder.resolve("chat.jinja"),
        "{{ messages | length }}{% for m in messages %}{{ m.content }}{% endfor %}{{ "
            + "strftime_now('%Y') }}{{ enable_thinking is defined and enable_thinking }}");
    Problem generated = new RecordBinder(components)
        .bind(Box.class, YamlTree.parse("trial", "dataset: {type: countdown}"))
        .dataset()
        .orElseThrow()
        .problem(1, 1, 0, 4);
    Files.writeString(
        folder.resolve("generated.jsonl"),
        "{\"input\": \"%s\", \"output\": \"%s\"}\n"
            .formatted(
                Objects.requireNonNull(generated.attributes().get("numbers"))
                    .replaceAll("[^0-9,]", ""),
                generated.attributes().get("target")));
    this.corpus = corpus();
  }

  static OptionTrials read(Path folder, Components components) throws IOException {
    OptionTrials trials = new OptionTrials(folder, components);
    trials.run(List.of("grpo.plan.steps=2"), folder.resolve("teacher"));
    trials.run(
        List.of(
            "stages=[{type: reward-model, dataset: {type: slips, dataset: {type: arithmetic, digits: 1}}, plan: {steps: 2, batch: 4}, optimizer: {type: adamw, learning-rate: 0.01}}]",
            "policy.head=score"),
        folder.resolve("reward-model"));
    String[] section = new String[0];
    String record = "";
    for (String line : resource("dead-options.txt").lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String filled = line.replace("$F", folder.toString());
      if (filled.startsWith("[")) {
        record = filled.substring(1, filled.indexOf(']'));
        section = filled.substring(filled.indexOf(']') + 1).strip().split(SEPARATOR, -1);
        continue;
      }
      int equals = filled.indexOf(" = ");
      String key = filled.substring(0, equals);
      String[] value = filled.substring(equals + 3).split(SEPARATOR, -1);
      String name = record + "." + key;
      if (value[0].startsWith("exempted:")) {
        trials.exempted.add(name);
      }
      String[] head = section[0].split(" ", 2);
      List<String> context = new ArrayList<>(Arrays.asList(section).subList(1, section.length));
      context.addAll(Arrays.asList(value).subList(1, value.length));
      trials.trials.put(
          name, new Trial(head[0], head.length > 1 ? head[1] : head[0], context, key, value[0]));
    }
    return trials;
  }

  Set<String> keys() {
    return trials.keySet();
  }

  Set<String> exempted() {
    return exempted;
  }

  /** Whether the other value changes something or is refused. */
  boolean changes(String name) {
    Trial trial = Objects.requireNonNull(trials.get(name));
    String before = result(trial.kind(), trial.context());
    if (before.startsWith("refused")) {
      throw new IllegalStateException("its context does not work: " + before);
    }
    return !before.equals(result(trial.kind(), trial.changed()));
  }

  private String result(String kind, List<String> settings) {
    List<String> key = new ArrayList<>(settings);
    key.add(kind);
    String known = seen.get(key);
    if (known == null) {
      try {
        known = kind.equals("run") ? run(settings) : evaluated(settings);
      } catch (UserError | RunFailure e) {
        known = "refused: " + e.getMessage();
      }
      seen.put(key, known);
    }
    return known;
  }

  private String evaluated(List<String> settings) {
    // The first setting is the component itself, so that the following ones may change its keys.
    String yaml = settings.get(0).replaceFirst("=", ": ");
    YamlTree tree = Overrides.apply(
        YamlTree.parse("trial", yaml), Box.class, settings.subList(1, settings.size()));
    Box box = new RecordBinder(components).bind(Box.class, tree);
    StringBuilder result = new StringBuilder();
    box.reward().ifPresent(reward -> corpus.forEach(group -> result.append(scored(reward, group))));
    box.dataset()
        .ifPresent(dataset -> result
            .append(dataset.problem(1, 1, 0, 4))
            .append(dataset.problem(1, 2, 1, 4))
            .append(demonstrations(dataset)));
    box.template().ifPresent(template -> {
      Template bound = template.bind(tokenizer);
      Problem problem = Problem.of("p", "1+1", "2");
      result.append(bound.prompt(problem)).append('\n');
      result.append(bound.completion(new Demonstration("because", "2")));
      // A question that contains the text of a special token.
      String special = tokenizer.decode(new int[] {tokenizer.endTokens().get(0)});
      Problem forged = Problem.of("forged", "1" + special + "1", "2");
      result.append(Arrays.toString(tokenizer.encode(bound.promptText(forged))));
    });
    return result.toString();
  }

  private static String demonstrations(Dataset dataset) {
    StringBuilder all = new StringBuilder();
    for (int step = 1; step <= 16; step++) {
      all.append(dataset.problem(3, step, 0, 1));
    }
    return all.toString();
  }

  private static String scored(Reward reward, Group group) {
    StringBuilder all = new StringBuilder();
    for (Score score : reward.scoreGroup(group)) {
      all.append(score.value()).append(score.verdict()).append(score.terms()).append('\n');
    }
    return all.toString();
  }

  /** The memory plan, and everything that a run writes, except times and the recipe itself. */
  private String run(List<String> settings) {
    return run(settings, folder.resolve("run" + runs++));
  }

  private String run(List<String> settings, Path directory) {
    YamlTree tree = Overrides.apply(YamlTree.parse("trial.yaml", recipe), Recipe.class, settings);
    Recipe bound = new RecordBinder(components).bind(Recipe.class, tree);
    bound.checkAdapter();
    for (var stage : bound.stages()) {
      List<String> stageFaults =
          stage.faults(bound.tokenizer(), bound.architecture().context());
      if (!stageFaults.isEmpty()) {
        throw new UserError(stageFaults);
      }
    }
    List<String> faults = Teachers.faults(bound);
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
    Fit fit = Fit.choose(bound);
    try (Progress progress = Progress.onStandardError()) {
      new Run(
              bound,
              new RecipeWriter(components).write(bound),
              new RunDirectory(directory),
              progress,
              new StopSignal())
          .train(false);
      return fit.plan().bytes() + " " + fit.microBatchTokens() + fit.activations()
          + written(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String written(Path directory) throws IOException {
    StringBuilder all = new StringBuilder();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String name = directory.relativize(file).toString();
      if (!name.startsWith("tensorboard")) {
        all.append(name).append('\n');
      }
      if (name.endsWith(".jsonl")) {
        for (String line : Files.readAllLines(file)) {
          all.append(withoutTimes(JSON.readTree(line))).append('\n');
        }
      } else if (name.endsWith(".jsonl.gz")) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      } else if (name.equals("result.json")) {
        all.append(JSON.readTree(Files.readString(file)).path("weights_sha256"));
      }
    }
    return all.toString();
  }

  private static JsonNode withoutTimes(JsonNode line) {
    List<String> names = new ArrayList<>();
    line.fieldNames().forEachRemaining(names::add);
    names.stream().filter(name -> name.matches("(time|memory|energy)/.*")).forEach(((ObjectNode)
        line)::remove);
    return line;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OptionTrials.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Groups of completions that distinguish the settings of our rewards. */
  private static List<Group> corpus() throws IOException {
    List<Group> groups = new ArrayList<>();
    JsonNode all = JSON.readTree(resource("dead-options-completions.json"));
    for (JsonNode entry : all) {
      Map<String, String> attributes = new HashMap<>();
      entry
          .path("attributes")
          .properties()
          .forEach(e -> attributes.put(e.getKey(), e.getValue().asText()));
      Problem problem =
          new Problem("p", "q", entry.path("answer").asText(), Optional.empty(), attributes);
      List<Completion> completions = new ArrayList<>();
      entry.path("completions").forEach(text -> completions.add(completion(text.asText())));
      groups.add(new Group(problem, completions));
    }
    return groups;
  }

  private static Completion completion(String text) {
    return Completion.ofText(text, text.chars().toArray(), FinishReason.STOP);
  }
}

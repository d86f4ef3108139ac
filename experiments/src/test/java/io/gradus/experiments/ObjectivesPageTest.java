package io.gradus.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.advantage.Advantage;
import io.gradus.core.advantage.Bnpo;
import io.gradus.core.advantage.Gdpo;
import io.gradus.core.advantage.GreedyBaseline;
import io.gradus.core.advantage.KlInReward;
import io.gradus.core.advantage.LeaveOneOut;
import io.gradus.core.advantage.MaxRl;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.advantage.ProcessSupervision;
import io.gradus.core.advantage.Standardized;
import io.gradus.core.advantage.Whitened;
import io.gradus.core.component.Components;
import io.gradus.core.component.Default;
import io.gradus.core.filter.AnySignal;
import io.gradus.core.filter.GroupFilter;
import io.gradus.core.objective.AdaptiveEntropy;
import io.gradus.core.objective.AdaptiveKl;
import io.gradus.core.objective.Coefficient;
import io.gradus.core.objective.ConstantLength;
import io.gradus.core.objective.Correction;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.Reduction;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceMean;
import io.gradus.core.objective.TokenMean;
import io.gradus.core.objective.correction.Level;
import io.gradus.core.objective.correction.MaskedImportance;
import io.gradus.core.objective.loss.Cispo;
import io.gradus.core.objective.loss.ClipCov;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.loss.Gspo;
import io.gradus.core.objective.loss.KlCov;
import io.gradus.core.objective.loss.OffPolicyMask;
import io.gradus.core.objective.loss.Reinforce;
import io.gradus.core.objective.loss.Sapo;
import io.gradus.core.objective.loss.TopEntropy;
import io.gradus.core.objective.loss.TwoSidedClip;
import io.gradus.core.objective.reference.CorrectedK3;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.trainer.Gathering;
import io.gradus.core.trainer.GreedyBaselines;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that methods in docs/objectives.md have the right parts, and that its table names every part and key. */
class ObjectivesPageTest {
  private static final Map<String, Class<?>> KINDS = Map.of(
      "filter", GroupFilter.class,
      "advantage", Advantage.class,
      "loss", PolicyLoss.class,
      "reduction", Reduction.class,
      "reference", Reference.class,
      "coefficient", Coefficient.class,
      "correction", Correction.class);

  private record Fragment(Objective objective) {}

  private static String page() throws IOException {
    return Files.readString(root().resolve("docs/objectives.md"));
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs/objectives.md"))) {
      at = Objects.requireNonNull(at.getParent(), "docs/objectives.md above the working directory");
    }
    return at;
  }

  private static Objective bound(String yaml) {
    return new RecordBinder(Components.load())
        .bind(Fragment.class, YamlTree.parse("objectives.md", yaml))
        .objective();
  }

  @Test
  void everyMethodOnThePageHasItsParts() throws IOException {
    List<String> blocks = Pattern.compile("```yaml\n(objective:.*?)```", Pattern.DOTALL)
        .matcher(page())
        .results()
        .map(block -> block.group(1))
        .toList();
    assertThat(blocks.stream().map(ObjectivesPageTest::bound).map(ObjectivesPageTest::parts))
        .containsExactly(
            List.of(new Standardized(1e-6), clip(), new SequenceMean(), new K3(0.04)),
            List.of(
                new AnySignal(3),
                new Standardized(1e-6),
                new ClippedSurrogate(0.2, 0.28, Optional.of(10.0)),
                new TokenMean()),
            List.of(new MeanCentered(), clip(), new ConstantLength(Optional.empty())),
            List.of(new Standardized(1e-6), new Gspo(3e-4, 4e-4), new SequenceMean()),
            List.of(
                new AnySignal(3),
                new Standardized(1e-6),
                new Cispo(Optional.empty(), 4),
                new TokenMean()),
            List.of(new Standardized(1e-6), new Sapo(1, 1.05), new SequenceMean()),
            List.of(new LeaveOneOut(), new Reinforce(), new ConstantLength(Optional.of(1))),
            List.of(new KlInReward(0.01, new Whitened()), clip(), new TokenMean()),
            List.of(
                new Bnpo(),
                new ClippedSurrogate(0.2, 0.28, Optional.of(10.0)),
                new ConstantLength(Optional.of(1))),
            List.of(new MaxRl(), clip(), new TokenMean()),
            List.of(new Gdpo(1e-4), clip(), new SequenceMean()),
            List.of(new ProcessSupervision(1e-6), clip(), new SequenceMean()),
            List.of(new Standardized(1e-6), new TwoSidedClip(0.2, 0.2, 4), new TokenMean()),
            List.of(new Standardized(1e-6), new ClipCov(0.2, 0.2, 0.0002, 1, 5), new TokenMean()),
            List.of(new Standardized(1e-6), new KlCov(0.002, 1), new TokenMean()),
            List.of(
                new Standardized(1e-6),
                new TopEntropy(0.2, new ClippedSurrogate(0.2, 0.28, Optional.empty())),
                new TokenMean()),
            List.of(
                new Standardized(1e-6),
                clip(),
                new SequenceMean(),
                new AdaptiveEntropy(0.2, 0.005, 0, 1)),
            List.of(
                new Standardized(1e-6),
                clip(),
                new SequenceMean(),
                new MaskedImportance(Level.TOKEN, 0.5, 5, false)),
            List.of(
                new Standardized(1e-6),
                new OffPolicyMask(0.5, clip()),
                new SequenceMean(),
                new CorrectedK3(0.01)),
            List.of(
                new Standardized(1e-6),
                clip(),
                new SequenceMean(),
                new K3(0.04),
                new AdaptiveKl(0.1, 10000)));
    String luspo = blocks.get(3).replace("# ", "");
    assertThat(parts(bound(luspo))).contains(new ConstantLength(Optional.of(1)));
  }

  private static ClippedSurrogate clip() {
    return new ClippedSurrogate(0.2, 0.2, Optional.empty());
  }

  private record Guided(Gathering gathering, Objective objective) {}

  @Test
  void everyMethodWithAGatheringIsTheMethod() throws IOException {
    List<Guided> guided = Pattern.compile("```yaml\n(gathering:.*?)```", Pattern.DOTALL)
        .matcher(page())
        .results()
        .map(block -> new RecordBinder(Components.load())
            .bind(Guided.class, YamlTree.parse("objectives.md", block.group(1))))
        .toList();
    assertThat(guided).extracting(Guided::gathering).startsWith(new GreedyBaselines());
    assertThat(parts(guided.get(0).objective()))
        .containsExactly(new GreedyBaseline(), new Reinforce(), new ConstantLength(Optional.of(1)));
  }

  @Test
  void theRecipesOfTheMethodPagesBind() throws IOException {
    List<Path> pages;
    try (Stream<Path> all = Files.list(root().resolve("docs/methods"))) {
      pages = all.filter(page -> page.toString().endsWith(".md")).toList();
    }
    assertThat(pages).hasSizeGreaterThanOrEqualTo(8);
    for (Path page : pages) {
      for (MatchResult block : Pattern.compile(
              "```yaml\n((?:gathering|objective):.*?)```", Pattern.DOTALL)
          .matcher(Files.readString(page))
          .results()
          .toList()) {
        Class<? extends Record> shape =
            block.group(1).startsWith("gathering") ? Guided.class : Fragment.class;
        YamlTree tree = YamlTree.parse(page.getFileName().toString(), block.group(1));
        assertThat(new RecordBinder(Components.load()).bind(shape, tree)).isNotNull();
      }
    }
  }

  /** All but the reward, and but the parts that do nothing. */
  private static List<Record> parts(Objective o) {
    return Stream.concat(
            Stream.of(
                o.filter(),
                o.advantage(),
                o.loss(),
                o.reduction(),
                o.reference(),
                o.klCoefficient(),
                o.entropyCoefficient()),
            o.correction().stream())
        .map(Record.class::cast)
        .filter(part -> !List.of("Everything", "NoReference", "FixedCoefficient")
            .contains(part.getClass().getSimpleName()))
        .toList();
  }

  @Test
  void theTableNamesEveryPartWithItsKeysAndDefaults() throws IOException {
    Components components = Components.load();
    Map<String, Set<String>> listed = new TreeMap<>();
    String kind = "";
    for (MatchResult row : Pattern.compile(
            "(?m)^\\| (?:`([a-z-]+)` )?\\| `([a-z0-9-]+)` \\|([^|]*)\\|")
        .matcher(page())
        .results()
        .toList()) {
      kind = row.group(1) == null ? kind : row.group(1);
      Set<String> keys = Pattern.compile("`([^`]+)`")
          .matcher(row.group(3))
          .results()
          .map(key -> key.group(1))
          .collect(Collectors.toSet());
      assertThat(listed.put(kind + " " + row.group(2), keys)).as("a second row").isNull();
    }
    Map<String, Set<String>> known = new TreeMap<>();
    KINDS.forEach((name, type) -> components
        .names(type)
        .forEach(part ->
            known.put(name + " " + part, keys(components.find(type, part).orElseThrow()))));
    assertThat(listed).isEqualTo(known);
  }

  private static Set<String> keys(Class<?> part) {
    return Arrays.stream(part.getRecordComponents())
        .map(key -> {
          Default otherwise = key.getAnnotation(Default.class);
          String name = key.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
          return otherwise == null ? name : name + ": " + otherwise.value();
        })
        .collect(Collectors.toSet());
  }
}

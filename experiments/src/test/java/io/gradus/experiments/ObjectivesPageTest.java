package io.gradus.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.component.Components;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Advantage;
import io.gradus.core.objective.AnySignal;
import io.gradus.core.objective.Cispo;
import io.gradus.core.objective.ClippedSurrogate;
import io.gradus.core.objective.Coefficient;
import io.gradus.core.objective.ConstantLength;
import io.gradus.core.objective.Correction;
import io.gradus.core.objective.GroupFilter;
import io.gradus.core.objective.Gspo;
import io.gradus.core.objective.K3;
import io.gradus.core.objective.LeaveOneOut;
import io.gradus.core.objective.MeanCentered;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.Reduction;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.Reinforce;
import io.gradus.core.objective.Sapo;
import io.gradus.core.objective.SequenceMean;
import io.gradus.core.objective.Standardized;
import io.gradus.core.objective.TokenMean;
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
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs/objectives.md"))) {
      at = Objects.requireNonNull(at.getParent(), "docs/objectives.md above the working directory");
    }
    return Files.readString(at.resolve("docs/objectives.md"));
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
            List.of(new LeaveOneOut(), new Reinforce(), new ConstantLength(Optional.of(1))));
    String luspo = blocks.get(3).replace("# ", "");
    assertThat(parts(bound(luspo))).contains(new ConstantLength(Optional.of(1)));
  }

  private static ClippedSurrogate clip() {
    return new ClippedSurrogate(0.2, 0.2, Optional.empty());
  }

  /** All parts except the reward, and except a filter or reference without effect. */
  private static List<Record> parts(Objective o) {
    return List.of(o.filter(), o.advantage(), o.loss(), o.reduction(), o.reference()).stream()
        .map(Record.class::cast)
        .filter(part ->
            !List.of("Everything", "NoReference").contains(part.getClass().getSimpleName()))
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

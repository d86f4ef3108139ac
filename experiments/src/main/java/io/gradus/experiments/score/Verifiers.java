package io.gradus.experiments.score;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import io.gradus.core.Reward;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.component.Suggestion;
import io.gradus.experiments.binding.JsonTree;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.rows.BadRow;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Rewards of rows. Rows with the same name and options share a reward. */
final class Verifiers {
  /** Largest number of cached rewards. Only hostile rows have more different options. */
  private static final int MOST = 1_000;

  private static final String TYPE = "type";

  private final Components components;
  private final RecordBinder binder;
  private final UnaryOperator<Reward> prepare;
  private final LoadingCache<Asked, Made> made =
      CacheBuilder.newBuilder().maximumSize(MOST).build(CacheLoader.from(this::make));

  Verifiers(Components components) {
    this(components, reward -> reward);
  }

  /** @param prepare loads the models of a reward */
  Verifiers(Components components, UnaryOperator<Reward> prepare) {
    this.components = components;
    this.prepare = prepare;
    this.binder = new RecordBinder(components);
  }

  /** Name and options of a row. */
  private record Asked(String name, ObjectNode options) {}

  /** A reward, or the faults of its options. */
  private record Made(Optional<Reward> reward, List<String> faults) {
    static Made refused(String... faults) {
      return new Made(Optional.empty(), List.of(faults));
    }
  }

  /** Keys of a reward, bound like keys of a recipe; messages call them {@code options.key}. */
  private record Bound(Reward options) {}

  /** @throws BadRow if the reward does not exist or refuses its options */
  Reward get(String name, ObjectNode options) throws BadRow {
    Made found = made.getUnchecked(new Asked(name, options));
    if (found.reward().isEmpty()) {
      throw new BadRow(found.faults());
    }
    return found.reward().get();
  }

  private Made make(Asked asked) {
    List<String> known = components.names(Reward.class);
    if (!known.contains(asked.name())) {
      return Made.refused("verifier: unknown '%s'.%s Known: %s"
          .formatted(
              shown(asked.name()),
              Suggestion.didYouMean(asked.name(), known),
              String.join(", ", known)));
    }
    if (asked.options().has(TYPE)) {
      return Made.refused("options.type: leave this key out, because 'verifier' names the reward");
    }
    ObjectNode keys = asked.options().deepCopy();
    keys.put(TYPE, asked.name());
    try {
      Bound bound = binder.bind(Bound.class, JsonTree.of(asked.name(), "options", keys));
      return new Made(Optional.of(prepare.apply(bound.options())), List.of());
    } catch (UserError e) {
      return Made.refused(String.valueOf(e.getMessage()).split("\n", -1));
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      // a reward of a user's jar: its constructor may do anything
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Made.refused("verifier: '%s' cannot be created: %s".formatted(asked.name(), cause));
    }
  }

  private static String shown(String name) {
    return name.length() <= 60 ? name : name.substring(0, 60) + "...";
  }
}

package io.gradus.experiments.journal;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.ScoredGroup;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Fate of a problem that was drawn.
 *
 * @param stageIndex 1-based
 * @param place number of the group in the step, from 0; demonstrations that are imitated follow the groups
 * @param fate what became of the group
 * @param why reason of the fate, empty for {@code trained}
 * @param right number of completions that succeeded
 * @param judged number of completions that the verifier could judge
 * @param completions number of completions of the group
 */
@JsonNaming(SnakeCaseStrategy.class)
public record LedgerLine(
    String stage,
    int stageIndex,
    long step,
    int place,
    String problemId,
    Fate fate,
    String why,
    long right,
    int judged,
    int completions) {

  /** What became of a group. */
  enum Fate {
    /** At least one of its completions is in the batch. */
    TRAINED,
    /** It was sampled for a data set, in a stage that changes no weights. */
    SAMPLED,
    /** The filter or the gathering left it out. */
    FILTERED,
    /** No completion could be judged. */
    FAILED,
    /** It was drawn in a step that has not ended; a resumed run trains it. */
    PENDING;

    @JsonValue
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Returns the fate of a group after its step.
   *
   * @param trained experiences of the step
   */
  static LedgerLine of(
      String stage, Position at, int place, ScoredGroup scored, List<Experience> trained) {
    int[] counted = scored.counted();
    // Two completions may have equal texts, so they are compared by identity.
    Set<Completion> own = Collections.newSetFromMap(new IdentityHashMap<>());
    own.addAll(scored.group().completions());
    boolean used = trained.stream()
        .anyMatch(experience -> !experience.masked() && own.contains(experience.completion()));
    boolean failed = counted.length == 0 && scored.group().explored();
    Fate fate = failed ? Fate.FAILED : used ? Fate.TRAINED : Fate.FILTERED;
    return new LedgerLine(
        stage,
        at.stage(),
        at.step(),
        place,
        scored.group().problem().id(),
        fate,
        why(fate, scored),
        Arrays.stream(counted).filter(i -> scored.scores().get(i).succeeded()).count(),
        counted.length,
        scored.group().size());
  }

  private static String why(Fate fate, ScoredGroup scored) {
    return switch (fate) {
      case FAILED -> scored.scores().get(0).why();
      case FILTERED ->
        scored.hasSignal() ? "left out by the filter or the gathering" : "all rewards are equal";
      case TRAINED, SAMPLED, PENDING -> "";
    };
  }

  /** Returns this line for a stage that learns nothing. */
  LedgerLine sampled() {
    return fate == Fate.FILTERED ? with(Fate.SAMPLED) : this;
  }

  LedgerLine pending() {
    return with(Fate.PENDING);
  }

  private LedgerLine with(Fate other) {
    return new LedgerLine(
        stage, stageIndex, step, place, problemId, other, "", right, judged, completions);
  }
}

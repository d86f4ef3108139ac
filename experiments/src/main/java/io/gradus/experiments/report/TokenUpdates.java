package io.gradus.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the update of a step measured at its tokens, by completion. */
final class TokenUpdates {
  private final Map<Long, JsonNode> lines = new HashMap<>();

  private TokenUpdates() {}

  /** Reads a file such as {@code updates-000012.jsonl.gz}; a missing file has no numbers. */
  static TokenUpdates read(Path file, Consumer<String> trouble) {
    TokenUpdates updates = new TokenUpdates();
    JsonLines.read(
        file,
        line ->
            updates.lines.put(key(line.path("group").asInt(), line.path("index").asInt()), line),
        trouble);
    return updates;
  }

  private static long key(int group, int index) {
    return ((long) group << 32) | index;
  }

  /** Numbers of a completion; empty if its tokens did not go through the network. */
  Optional<Update> of(Rollout rollout) {
    JsonNode line = lines.get(key(rollout.group(), rollout.place()));
    int[] learned = rollout.tokens().learned();
    if (line == null || line.path("entropies").size() != learned.length) {
      return Optional.empty();
    }
    double[] entropies = new double[rollout.tokens().length()];
    Arrays.fill(entropies, Double.NaN);
    int[] clips = new int[entropies.length];
    for (int i = 0; i < learned.length; i++) {
      if (learned[i] >= 0 && learned[i] < entropies.length) {
        entropies[learned[i]] = line.path("entropies").path(i).asDouble(Double.NaN);
      }
    }
    mark(line.path("clipped_low"), learned, clips, 1);
    mark(line.path("clipped_high"), learned, clips, 2);
    mark(line.path("clipped_dual"), learned, clips, 4);
    return Optional.of(new Update(entropies, clips));
  }

  private static void mark(JsonNode places, int[] learned, int[] clips, int bit) {
    for (JsonNode place : places) {
      int i = place.asInt(-1);
      if (i >= 0 && i < learned.length && learned[i] >= 0 && learned[i] < clips.length) {
        clips[learned[i]] |= bit;
      }
    }
  }

  /**
   * Numbers of one completion.
   *
   * @param entropies {@code (T)} entropy of the policy's distribution in nats; NaN for tokens that are not learned
   * @param clips {@code (T)} sum of 1 (clipped below), 2 (clipped above) and 4 (dual clip); 0 for none
   */
  record Update(double[] entropies, int[] clips) {}
}

package io.gradus.experiments.journal;

import io.gradus.core.Completion;
import io.gradus.core.ScoredGroup;
import io.gradus.core.trainer.TokenFigures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records what the updates of a step measured at each learned token: entropies and clips. The file of a step has a line
 * for each completion that went through the network. Training never reads this file.
 */
public final class UpdateFigures {
  private final Path folder;

  public UpdateFigures(Path folder) {
    this.folder = folder;
  }

  /** Writes the file of a step, unless no completion went through the network. */
  public void write(
      long step, List<ScoredGroup> groups, IdentityHashMap<Completion, TokenFigures> figures) {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (int group = 0; group < groups.size(); group++) {
      List<Completion> completions = groups.get(group).group().completions();
      for (int index = 0; index < completions.size(); index++) {
        TokenFigures tokens = figures.get(completions.get(index));
        if (tokens != null) {
          lines.add(line(group, index, tokens));
        }
      }
    }
    if (!lines.isEmpty()) {
      new LineFile(folder.resolve("updates-%06d.jsonl.gz".formatted(step))).write(lines);
    }
  }

  private static Map<String, Object> line(int group, int index, TokenFigures tokens) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("group", group);
    line.put("index", index);
    float[] entropies = new float[tokens.entropies().length];
    for (int t = 0; t < entropies.length; t++) {
      entropies[t] = (float) (Math.rint(1000 * tokens.entropies()[t]) / 1000);
    }
    line.put("entropies", entropies);
    put(line, "clipped_low", tokens.low());
    put(line, "clipped_high", tokens.high());
    put(line, "clipped_dual", tokens.dual());
    return line;
  }

  private static void put(Map<String, Object> line, String key, BitSet tokens) {
    if (!tokens.isEmpty()) {
      line.put(key, tokens.stream().toArray());
    }
  }
}

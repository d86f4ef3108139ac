package io.gradus.experiments.journal;

import io.gradus.core.Group;
import io.gradus.core.Judge;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verdicts on demonstrations. A gathering judges these demonstrations apart from the policy's completions. Each step
 * has a file of them, because a verdict may depend on time limits, and a resumed step must get the same verdicts.
 */
public final class DemonstrationVerdicts {
  private static final Logger LOG = LoggerFactory.getLogger(DemonstrationVerdicts.class);

  /** A demonstration by its problem and its text. */
  private record Key(String problem, String text) {}

  private final Path folder;
  private final Map<Key, Deque<Score>> known = new HashMap<>();
  private final List<Map<String, Object>> judged = new ArrayList<>();

  DemonstrationVerdicts(Path folder) {
    this.folder = folder;
  }

  /** Returns whether a group is one demonstration. */
  static boolean applies(Group group) {
    return group.size() == 1 && !group.explored();
  }

  /** Begins a step with the verdicts that were recorded for it. */
  void begin(long step) {
    known.clear();
    judged.clear();
    LineFile file = file(step);
    if (!file.exists()) {
      return;
    }
    try {
      file.read()
          .forEach(line -> known
              .computeIfAbsent(
                  new Key(
                      line.path("problem_id").asText(), line.path("completion").asText()),
                  k -> new ArrayDeque<>())
              .add(ScoreJson.read(line)));
    } catch (IOException | IllegalArgumentException e) {
      known.clear();
      LOG.warn("{}: damaged file; demonstrations are judged again: {}", file.path(), e.toString());
    }
  }

  /** Returns the recorded verdict on a demonstration, or asks the judge if there is none. */
  ScoredGroup judge(Group group, Judge judge) {
    Key key = new Key(group.problem().id(), group.completions().get(0).text());
    Deque<Score> recorded = known.getOrDefault(key, new ArrayDeque<>());
    ScoredGroup scored = recorded.isEmpty()
        ? judge.judge(group)
        : new ScoredGroup(group, List.of(recorded.removeFirst()));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("problem_id", key.problem());
    line.put("completion", key.text());
    ScoreJson.put(scored.scores().get(0), line);
    judged.add(line);
    return scored;
  }

  /** Records the verdicts of a step. */
  void write(long step) {
    if (!judged.isEmpty()) {
      file(step).write(judged);
    }
  }

  private LineFile file(long step) {
    return new LineFile(folder.resolve("demonstrations-%06d.jsonl.gz".formatted(step)));
  }
}

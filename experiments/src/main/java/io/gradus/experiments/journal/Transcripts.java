package io.gradus.experiments.journal;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Completion;
import io.gradus.core.Draw;
import io.gradus.core.Experience;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Judge;
import io.gradus.core.Origin;
import io.gradus.core.Problem;
import io.gradus.core.Rollouts;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.Support;
import io.gradus.core.WeightsId;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.stage.Recorded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records a stage's completions, with a file for each step and a line for each completion: text, tokens, log-probs,
 * verdict, advantage. The file is written before the step changes the weights, so a run that is killed later does not
 * sample these completions again.
 */
public final class Transcripts {
  private static final Logger LOG = LoggerFactory.getLogger(Transcripts.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Tokenizer tokenizer;
  private final Template template;
  private final DemonstrationVerdicts demonstrations;

  public Transcripts(Path folder, Tokenizer tokenizer, Template template) {
    this.folder = folder;
    this.tokenizer = tokenizer;
    this.template = template;
    this.demonstrations = new DemonstrationVerdicts(folder);
  }

  private LineFile file(long step) {
    return new LineFile(folder.resolve("step-%06d.jsonl.gz".formatted(step)));
  }

  public void write(long step, List<ScoredGroup> groups, List<Experience> experience) {
    IdentityHashMap<Completion, Experience> used = new IdentityHashMap<>();
    experience.stream().filter(e -> !e.masked()).forEach(e -> used.put(e.completion(), e));
    List<Map<String, Object>> lines = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      ScoredGroup group = groups.get(g);
      for (int i = 0; i < group.group().size(); i++) {
        Completion completion = group.group().completions().get(i);
        lines.add(line(step, group, g, i, used.get(completion)));
      }
    }
    demonstrations.write(step);
    file(step).write(lines);
    demonstrations.begin(step + 1);
  }

  private Map<String, Object> line(
      long step, ScoredGroup scored, int group, int index, @Nullable Experience used) {
    Completion completion = scored.group().completions().get(index);
    Score score = scored.scores().get(index);
    Problem problem = scored.group().problem();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.put("group", group);
    line.put("index", index);
    line.put("problem_id", problem.id());
    line.put("prompt", template.prompt(problem));
    line.put("prompt_tokens", completion.prompt());
    line.put("answer", problem.answer());
    line.put("completion", completion.text());
    line.put("finish", completion.finish().name().toLowerCase(Locale.ROOT));
    ScoreJson.put(score, line);
    line.put("used", used != null);
    line.put("advantage", used == null ? 0.0 : used.meanAdvantage());
    if (used != null && Arrays.stream(used.advantages()).distinct().count() > 1) {
      line.put("advantages", used.advantages());
    }
    line.put("origin", completion.origin().name().toLowerCase(Locale.ROOT));
    line.put("weights", completion.weights().updates());
    line.put("learned", completion.learned().stream().toArray());
    line.put("tokens", completion.tokens());
    List<String> pieces = new ArrayList<>();
    for (int token : completion.tokens()) {
      pieces.add(tokenizer.decode(new int[] {token}));
    }
    line.put("pieces", pieces);
    line.put("log_probs", completion.logProbs());
    line.put("sampling_log_probs", completion.behaviour().orElse(null));
    completion.support().ifPresent(support -> line.put("kept_tokens", support.kept()));
    return line;
  }

  /**
   * Returns the recorded completions and scores, bit for bit. Completions that were not recorded are sampled and
   * judged.
   *
   * @param firstStep step with which the stage begins or continues
   */
  public Recorded recorded(long firstStep) {
    demonstrations.begin(firstStep);
    return new Recorded() {
      private final IdentityHashMap<Completion, ScoredGroup> known = new IdentityHashMap<>();

      @Override
      public Rollouts rollouts(Rollouts rollouts) {
        return new RecordedRollouts(rollouts);
      }

      @Override
      public Judge judge(Judge judge) {
        return group -> {
          if (DemonstrationVerdicts.applies(group)) {
            return demonstrations.judge(group, judge);
          }
          ScoredGroup scored = known.get(group.completions().get(0));
          return scored != null && texts(scored.group()).equals(texts(group))
              ? new ScoredGroup(group, scored.scores())
              : judge.judge(group);
        };
      }

      /** Complete groups of a file, by their index in the step. */
      private final class RecordedRollouts implements Rollouts {
        private final Rollouts rollouts;

        RecordedRollouts(Rollouts rollouts) {
          this.rollouts = rollouts;
        }

        @Override
        public List<Group> sample(List<Draw> draws) {
          long step = draws.get(0).step();
          if (file(step).exists()) {
            List<ScoredGroup> groups = read(step, draws);
            if (groups.size() == draws.size()) {
              known.clear();
              groups.forEach(g -> known.put(g.group().completions().get(0), g));
              return groups.stream().map(Transcripts::written).toList();
            }
          }
          return rollouts.sample(draws);
        }

        @Override
        public List<Completion> greedy(List<Draw> draws) {
          return rollouts.greedy(draws);
        }

        @Override
        public Completion expert(Problem problem) {
          return rollouts.expert(problem);
        }
      }
    };
  }

  /** Returns only the completions that the policy wrote, because the gathering adds an expert's completions again. */
  private static Group written(ScoredGroup recorded) {
    return new Group(
        recorded.group().problem(),
        recorded.group().completions().stream()
            .filter(completion -> completion.origin() == Origin.POLICY)
            .toList());
  }

  private static List<String> texts(Group group) {
    return group.completions().stream().map(Completion::text).toList();
  }

  private List<ScoredGroup> read(long step, List<Draw> draws) {
    Map<Integer, List<JsonNode>> lines = new LinkedHashMap<>();
    try {
      for (JsonNode line : file(step).read()) {
        lines
            .computeIfAbsent(line.path("group").asInt(), g -> new ArrayList<>())
            .add(line);
      }
      List<ScoredGroup> groups = new ArrayList<>();
      for (Draw draw : draws) {
        List<JsonNode> members = lines.getOrDefault(draw.place(), List.of());
        long own = members.stream()
            .filter(line -> origin(line) == Origin.POLICY)
            .filter(
                line -> line.path("problem_id").asText().equals(draw.problem().id()))
            .count();
        if (own != draw.count()) {
          return List.of();
        }
        groups.add(new ScoredGroup(
            new Group(
                draw.problem(), members.stream().map(Transcripts::completion).toList()),
            members.stream().map(ScoreJson::read).toList()));
      }
      return groups;
    } catch (IOException | IllegalArgumentException e) {
      // (seed, step, index) decides the completions, so sampling again gives the same ones.
      LOG.warn(
          "{}: damaged file; its completions are sampled again: {}",
          file(step).path(),
          e.toString());
      return List.of();
    }
  }

  private static Origin origin(JsonNode line) {
    return Origin.valueOf(line.path("origin").asText().toUpperCase(Locale.ROOT));
  }

  private static Completion completion(JsonNode line) {
    BitSet learned = new BitSet();
    line.path("learned").forEach(token -> learned.set(token.asInt()));
    return new Completion(
        ints(line.path("prompt_tokens")),
        line.path("completion").asText(),
        ints(line.path("tokens")),
        learned,
        floats(line.path("log_probs")),
        line.path("sampling_log_probs").isNull()
            ? Optional.empty()
            : Optional.of(floats(line.path("sampling_log_probs"))),
        line.has("kept_tokens")
            ? Optional.of(Support.of(JSON.convertValue(line.path("kept_tokens"), int[][].class)))
            : Optional.empty(),
        origin(line),
        new WeightsId(line.path("weights").asLong()),
        FinishReason.valueOf(line.path("finish").asText().toUpperCase(Locale.ROOT)));
  }

  private static int[] ints(JsonNode numbers) {
    return JSON.convertValue(numbers, new TypeReference<int[]>() {});
  }

  private static float[] floats(JsonNode numbers) {
    return JSON.convertValue(numbers, new TypeReference<float[]>() {});
  }
}

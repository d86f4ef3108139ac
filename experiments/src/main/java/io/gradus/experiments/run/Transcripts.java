package io.gradus.experiments.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Rollouts;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a stage sampled, a file a step, a line a completion: text, tokens, log-probs, verdict, advantage. Written before the step
 * moves the weights, so that a run that is killed after it does not sample again.
 */
final class Transcripts {
  private static final Logger LOG = LoggerFactory.getLogger(Transcripts.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Tokenizer tokenizer;
  private final Template template;

  Transcripts(Path folder, Tokenizer tokenizer, Template template) {
    this.folder = folder;
    this.tokenizer = tokenizer;
    this.template = template;
  }

  private Path file(long step) {
    return folder.resolve("step-%06d.jsonl.gz".formatted(step));
  }

  void write(long step, List<ScoredGroup> groups, List<Experience> experience) {
    IdentityHashMap<Completion, Experience> used = new IdentityHashMap<>();
    experience.stream().filter(e -> !e.masked()).forEach(e -> used.put(e.completion(), e));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      for (int g = 0; g < groups.size(); g++) {
        ScoredGroup group = groups.get(g);
        for (int i = 0; i < group.group().size(); i++) {
          Completion completion = group.group().completions().get(i);
          out.write(JSON.writeValueAsBytes(line(step, group, g, i, used.get(completion))));
          out.write('\n');
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AtomicFile.write(file(step), bytes.toByteArray());
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
    line.put("answer", problem.answer());
    line.put("completion", completion.text());
    line.put("finish", completion.finish().name().toLowerCase(Locale.ROOT));
    line.put("reward", score.value());
    line.put("verdict", score.verdict().label());
    line.put("extracted", score.extracted());
    line.put("why", score.why());
    line.put("terms", score.terms());
    line.put("used", used != null);
    line.put("advantage", used == null ? 0.0 : used.advantage());
    line.put("tokens", completion.tokens());
    List<String> pieces = new ArrayList<>();
    for (int token : completion.tokens()) {
      pieces.add(tokenizer.decode(new int[] {token}));
    }
    line.put("pieces", pieces);
    line.put("log_probs", completion.logProbs());
    line.put("sampling_log_probs", completion.samplingLogProbs());
    return line;
  }

  /** The rollouts as they were recorded, where they were, bit for bit; else sampled. */
  Rollouts recorded(Rollouts rollouts) {
    return (step, firstIndex, problems, groupSize) -> {
      if (Files.exists(file(step))) {
        List<Group> groups = read(step, firstIndex, problems, groupSize);
        if (groups.size() == problems.size()) {
          return groups;
        }
      }
      return rollouts.sample(step, firstIndex, problems, groupSize);
    };
  }

  private List<Group> read(long step, int firstIndex, List<Problem> problems, int groupSize) {
    Map<Integer, List<Completion>> completions = new LinkedHashMap<>();
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(
        new GZIPInputStream(Files.newInputStream(file(step))), StandardCharsets.UTF_8))) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        JsonNode line = JSON.readTree(text);
        int place = line.path("group").asInt() - firstIndex;
        if (place >= 0
            && place < problems.size()
            && problems.get(place).id().equals(line.path("problem_id").asText())) {
          completions.computeIfAbsent(place, p -> new ArrayList<>()).add(completion(line));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // The same completions can be sampled again: (seed, step, index) decides them.
      LOG.warn("{}: is damaged and is sampled again: {}", file(step), e.toString());
      return List.of();
    }
    List<Group> groups = new ArrayList<>();
    for (int p = 0; p < problems.size(); p++) {
      List<Completion> members = completions.getOrDefault(p, List.of());
      if (members.size() != groupSize) {
        return List.of();
      }
      groups.add(new Group(
          problems.get(p), tokenizer.encode(template.promptText(problems.get(p))), members));
    }
    return groups;
  }

  private static Completion completion(JsonNode line) {
    return new Completion(
        line.path("completion").asText(),
        JSON.convertValue(line.path("tokens"), new TypeReference<int[]>() {}),
        JSON.convertValue(line.path("log_probs"), new TypeReference<float[]>() {}),
        JSON.convertValue(line.path("sampling_log_probs"), new TypeReference<float[]>() {}),
        FinishReason.valueOf(line.path("finish").asText().toUpperCase(Locale.ROOT)));
  }
}

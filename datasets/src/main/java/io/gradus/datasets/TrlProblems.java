package io.gradus.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Rejected;
import io.gradus.core.UserError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over the file of a {@link TrlFile} that turns rows into problems. */
final class TrlProblems {
  private static final Logger LOG = LoggerFactory.getLogger(TrlProblems.class);

  private final TrlFile settings;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<List<Object>> seen = new HashSet<>();
  private long rows;
  private int repeated;

  TrlProblems(TrlFile settings) {
    this.settings = settings;
  }

  List<Problem> read() {
    DataFile file = new DataFile(settings.path(), settings.entry(), settings.maxMegabytes());
    new Rows(file, settings.format(), settings.rows(), List.of()).read(this::add);
    if (problems.isEmpty()) {
      throw new UserError("%s: split leaves none of its %,d rows. Change split or test-share"
          .formatted(settings.path(), rows));
    }
    if (repeated > 0) {
      LOG.warn(
          "{}: rows that repeat an earlier row and are left out: {}", settings.path(), repeated);
    }
    LOG.info("{}: {} problems", settings.path(), problems.size());
    return List.copyOf(problems);
  }

  private void add(Row from, Faults faults) {
    rows++;
    Optional<TrlRow> read = TrlRow.read(from, settings.prompt(), settings.stepSeparator(), faults);
    Optional<String> answer = settings
        .answer()
        .map(source -> new FieldText("answer", source).in(from, faults))
        .orElse(Optional.of(""));
    OptionalDouble margin = margin(from, faults);
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String name : settings.attributes()) {
      new FieldText("attributes", name)
          .in(from, faults)
          .ifPresent(value -> attributes.put(name, value));
    }
    if (read.isEmpty()
        || answer.isEmpty()
        || attributes.size() < settings.attributes().size()) {
      return;
    }
    TrlRow row = read.get();
    row.labels().ifPresent(labels -> attributes.put("labels", labels));
    JsonNode sampled = from.at("special_tokens");
    if (sampled != null && sampled.asBoolean() && !settings.specialTokens()) {
      faults.add(
          from.line(),
          "a policy sampled the completion, so special tokens in it are tokens. Set special-tokens: true");
      return;
    }
    if (sampled != null
        && from.at("question") != null
        && settings.prompt().equals(TrlFile.PROMPT)) {
      faults.add(
          from.line(),
          "the prompt is what a policy read, and the template would write it again. Set prompt: question");
      return;
    }
    if (settings.split().map(s -> s != row.side(settings.testShare())).orElse(false)) {
      return;
    }
    Problem problem = new Problem(
        "%s:%d".formatted(settings.path().getFileName(), from.line()),
        row.question(),
        answer.get(),
        row.completion().map(this::demonstration),
        row.rejected().map(text -> new Rejected(demonstration(text), margin)),
        row.before(),
        attributes);
    if (seen.add(List.of(row, answer.get()))) {
      problems.add(problem);
    } else {
      repeated++;
    }
  }

  private Demonstration demonstration(String text) {
    return settings.specialTokens() ? Demonstration.sampled(text) : Demonstration.written(text);
  }

  private OptionalDouble margin(Row from, Faults faults) {
    JsonNode node = from.at(settings.margin());
    if (node == null || node.isNull()) {
      return OptionalDouble.empty();
    }
    try {
      double margin = Double.parseDouble(node.asText());
      if (Double.isFinite(margin)) {
        return OptionalDouble.of(margin);
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    faults.add(
        from.line(),
        "the margin ('%s') must be a finite number. Fix the row, or set margin to another field"
            .formatted(settings.margin()));
    return OptionalDouble.empty();
  }
}

package io.gradus.datasets;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over the file of a {@link FileDataset} that turns rows into problems. */
final class FileProblems {
  private static final Logger LOG = LoggerFactory.getLogger(FileProblems.class);

  private final FileDataset settings;
  private final AnswerRule rule;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<List<String>> seen = new HashSet<>();
  private final Map<String, Long> lineOfId = new HashMap<>();
  private long row;
  private int repeated;

  FileProblems(FileDataset settings) {
    this.settings = settings;
    this.rule = new AnswerRule(settings.answerAfter(), settings.answerBoxed());
  }

  List<Problem> read() {
    DataFile file = new DataFile(settings.path(), settings.entry(), settings.maxMegabytes());
    new Rows(file, settings.format(), settings.rows(), settings.columns()).read(this::add);
    if (problems.isEmpty()) {
      throw new UserError("%s: skip, take and split leave none of its %,d rows. Change these keys"
          .formatted(settings.path(), row));
    }
    if (repeated > 0) {
      LOG.warn(
          "{}: rows that repeat question and answer of an earlier row and are left out: {}",
          settings.path(),
          repeated);
    }
    LOG.info("{}: {} problems", settings.path(), problems.size());
    return List.copyOf(problems);
  }

  private void add(Row from, Faults faults) {
    long index = row++;
    if (index < settings.skip()
        || settings.take().map(t -> index - settings.skip() >= t).orElse(false)) {
      return;
    }
    problem(from, faults).ifPresent(problem -> {
      if (settings
          .split()
          .map(s -> s != Split.ofText(problem.question(), settings.testShare()))
          .orElse(false)) {
        return;
      }
      if (seen.add(List.of(problem.question(), problem.answer()))) {
        problems.add(problem);
      } else {
        repeated++;
      }
    });
  }

  private Optional<Problem> problem(Row from, Faults faults) {
    FileDataset.Fields fields = settings.fields();
    Optional<String> question =
        new FieldText("fields.question", fields.question()).in(from, faults).map(String::strip);
    Optional<String> answer = answer(from, faults);
    Optional<Demonstration> demonstration = demonstration(from, answer, faults);
    Optional<String> id = id(from, faults);
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String name : settings.attributes()) {
      new FieldText("attributes", name)
          .in(from, faults)
          .ifPresent(value -> attributes.put(name, value));
    }
    if (question.map(String::isEmpty).orElse(false)) {
      faults.add(from.line(), "the question is empty. Fix the row, or remove it");
      return Optional.empty();
    }
    boolean whole = question.isPresent()
        && answer.isPresent()
        && demonstration.isPresent() == fields.demonstration().isPresent()
        && id.isPresent()
        && attributes.size() == settings.attributes().size();
    return whole
        ? Optional.of(new Problem(
            id.orElseThrow(),
            question.orElseThrow(),
            answer.orElseThrow(),
            demonstration,
            attributes))
        : Optional.empty();
  }

  private Optional<String> answer(Row from, Faults faults) {
    String source = settings.fields().answer();
    if (source.isEmpty()) {
      return Optional.of("");
    }
    Optional<String> text = new FieldText("fields.answer", source).in(from, faults);
    Optional<String> answer = text.flatMap(rule::answer).filter(a -> !a.isEmpty());
    if (text.isPresent() && answer.isEmpty()) {
      boolean plain = settings.answerAfter().isEmpty() && !settings.answerBoxed();
      faults.add(
          from.line(),
          plain
              ? "the answer ('%s') is empty. Fix the row, or set fields.answer to '' if the reward needs none"
                  .formatted(source)
              : "'%s' holds no %s with an answer. Fix the row, or change answer-after or answer-boxed"
                  .formatted(source, rule.wanted()));
    }
    return answer;
  }

  private Optional<Demonstration> demonstration(Row from, Optional<String> answer, Faults faults) {
    return settings
        .fields()
        .demonstration()
        .flatMap(source -> new FieldText("fields.demonstration", source).in(from, faults))
        .map(text -> new Demonstration(without(rule.reasoning(text)), answer.orElse("")));
  }

  private String without(String text) {
    if (settings.dropBetween().isEmpty()) {
      return text;
    }
    String open = settings.dropBetween().get(0);
    String close = settings.dropBetween().get(1);
    StringBuilder kept = new StringBuilder();
    int at = 0;
    for (int from = text.indexOf(open); from >= 0; from = text.indexOf(open, at)) {
      int to = text.indexOf(close, from + open.length());
      if (to < 0) {
        break;
      }
      kept.append(text, at, from);
      at = to + close.length();
    }
    return kept.append(text.substring(at)).toString();
  }

  private Optional<String> id(Row from, Faults faults) {
    Optional<String> source = settings.fields().id();
    if (source.isEmpty()) {
      return Optional.of("%s:%d".formatted(settings.path().getFileName(), from.line()));
    }
    Optional<String> id = new FieldText("fields.id", source.orElseThrow()).in(from, faults);
    id.ifPresent(name -> {
      Long earlier = lineOfId.putIfAbsent(name, from.line());
      if (earlier != null) {
        faults.add(
            from.line(),
            "line %2$d has the id '%1$s' too. Make ids unique, or remove fields.id"
                .formatted(name, earlier));
      }
    });
    return id;
  }
}

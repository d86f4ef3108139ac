package io.gradus.experiments.benchmark;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.files.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words around a question. */
@About("the words around a question; texts are Jinja over the fields of a row, and {{subject}}")
public record Prompt(
    @About("the question") String question,

    @Default("\"\"") @About("text before all examples; in a chat the system's message")
    String description,

    @Default("\" \"") @About("text between a question and its answer; none in a chat")
    String delimiter,

    @About("file of fixed text for the question's {{preamble}}; what stands before a line of "
        + "dashes is left out. {subject} stands for the name of a subject")
    Optional<Path> preamble,

    @Default("{}") Shots shots,

    @Default("none")
    @About("none: plain text; one-turn: all in one message; multi-turn: each example is a turn")
    Chat chat) {
  /** Largest size of a preamble in bytes. */
  private static final int MAX_PREAMBLE = 1 << 20;

  private static final Pattern DASHES = Pattern.compile("(?m)^-{3,}$\\n?");

  public Prompt {
    var unused = List.of(new Words("question", question), new Words("description", description));
  }

  /** An example with its answer. */
  record Example(String question, String answer) {}

  /**
   * What a prompt consists of.
   *
   * @param delimiter text between an example's question and its answer
   */
  record Parts(String description, List<Example> examples, String delimiter, String question) {}

  /**
   * A row with its prompt.
   *
   * @param asked the question without description and examples
   * @param text the whole prompt
   */
  record Asked(Row row, String asked, String text) {}

  /**
   * Writes the prompts of a benchmark.
   *
   * @param subjects subjects; an empty list for all that have a file
   * @param answer answer of an example
   * @param clean correction of a rendered question
   */
  List<Asked> write(
      Source data,
      List<String> subjects,
      Function<Row, String> answer,
      Function<String, String> clean,
      Model model) {
    List<Asked> asked = new ArrayList<>();
    List<String> each =
        !subjects.isEmpty() ? subjects : data.bySubject() ? data.found() : List.of("");
    Words words = new Words("prompt.question", question);
    Words head = new Words("prompt.description", description);
    for (String subject : each) {
      List<Row> rows = data.read(subject);
      List<List<Row>> examples = shots.of(subject, rows);
      Optional<String> fixed = preamble.map(path -> read(path, subject));
      Function<Row, String> text = row ->
          clean.apply(words.of(fixed.map(value -> row.with("preamble", value)).orElse(row)));
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        Parts parts = new Parts(
            head.of(row),
            examples.get(i).stream()
                .map(example -> new Example(text.apply(example), answer.apply(example)))
                .toList(),
            delimiter,
            text.apply(row));
        asked.add(new Asked(row, parts.question(), chat.write(parts, model)));
      }
    }
    return asked;
  }

  private static String read(Path path, String subject) {
    String text =
        TextFile.read(Path.of(path.toString().replace(Source.SUBJECT, subject)), MAX_PREAMBLE);
    Matcher dashes = DASHES.matcher(text);
    return dashes.find() ? text.substring(dashes.end()) : text;
  }
}

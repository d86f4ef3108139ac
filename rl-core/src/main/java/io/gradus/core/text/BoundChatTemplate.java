package io.gradus.core.text;

import io.gradus.core.Demonstration;
import io.gradus.core.Printable;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.text.jinja.JinjaTemplate;
import io.gradus.core.text.jinja.value.TemplateError;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link ChatTemplate} with a model's Jinja template.
 *
 * <p>Special tokens in the words of a problem are text; {@link SpecialTexts} explains how they pass through the
 * template. There are two exceptions. The token is not recognised as data if the template itself joins it from parts of
 * several contents, or escapes it as HTML or ASCII.
 *
 * <p>A completion is cut out of the rendered chat, so that prompt, completion and end token match the model's training
 * format. Some templates write a finished turn differently from its beginning: they drop its thinking, or open a block
 * only in the generation prompt. For these, the completion is the {@code assistant} text itself, and {@link #remark}
 * reports it.
 */
final class BoundChatTemplate implements Template {
  private final ChatTemplate keys;
  private final HasChatTemplate model;
  private final String where;
  private final JinjaTemplate jinja;
  private final SpecialTexts specials;
  private final boolean writesOtherTurns;
  private volatile boolean imitated;

  BoundChatTemplate(ChatTemplate keys, String source, HasChatTemplate model) {
    this.keys = keys;
    this.model = model;
    this.specials = new SpecialTexts(keys.specialTokens() ? List.of() : model.specialTexts());
    this.where = keys.file().map(Object::toString).orElse(model.source() + ": its chat template");
    try {
      this.jinja = JinjaTemplate.parse(source);
    } catch (TemplateError e) {
      throw refused("cannot be read", e);
    }
    this.writesOtherTurns = !writesTurnsAsItBeginsThem();
  }

  @Override
  public Optional<String> remark() {
    return writesOtherTurns && imitated
        ? Optional.of(
            "%s writes an assistant's turn differently from its generation prompt, so demonstrations use the text of 'assistant' as it is"
                .formatted(where))
        : Optional.empty();
  }

  /** Returns whether a completion is cut out of the rendered chat. */
  boolean writesTurnsAsItBeginsThem() {
    return cut(assistant(new Demonstration("REASONING", "ANSWER"))).isPresent();
  }

  @Override
  public String prompt(Problem problem) {
    return promptText(problem).text();
  }

  @Override
  public MarkedText promptText(Problem problem) {
    List<Problem.Message> turns = new ArrayList<>();
    for (Problem.Message earlier : problem.before()) {
      turns.add(new Problem.Message(earlier.role(), specials.mark(earlier.content())));
    }
    turns.add(asked(specials.mark(problem.question())));
    return specials.marked(prompt(turns));
  }

  private String prompt(List<Problem.Message> turns) {
    return render(turns, true) + keys.prefill();
  }

  private Problem.Message asked(String question) {
    return new Problem.Message("user", keys.user().replace("{question}", question));
  }

  @Override
  public String completion(Demonstration demonstration) {
    return completionText(demonstration).text();
  }

  @Override
  public MarkedText completionText(Demonstration demonstration) {
    if (demonstration.form() == Demonstration.Form.SAMPLED) {
      return MarkedText.written(demonstration);
    }
    imitated = true;
    String whole = demonstration.written()
        ? WrittenText.changed(demonstration.reasoning(), specials::mark)
        : assistant(new Demonstration(
            specials.mark(demonstration.reasoning()), specials.mark(demonstration.answer())));
    return specials.marked(cut(whole)
        .orElseGet(() ->
            whole.startsWith(keys.prefill()) ? whole.substring(keys.prefill().length()) : whole));
  }

  private String assistant(Demonstration demonstration) {
    int reasoning = keys.assistant().indexOf("{reasoning}");
    String begun = keys.assistant();
    if (reasoning >= 0) {
      begun = begun.substring(0, reasoning)
          + demonstration.reasoning()
          + begun.substring(reasoning + "{reasoning}".length());
    }
    int answer = begun.lastIndexOf("{answer}");
    return begun.substring(0, answer)
        + demonstration.answer()
        + begun.substring(answer + "{answer}".length());
  }

  /** Returns the template's text between its generation prompt and the token that closes the turn. */
  private Optional<String> cut(String assistant) {
    List<Problem.Message> turns = List.of(asked("QUESTION"));
    String prompt = prompt(turns);
    String chat = render(List.of(turns.get(0), new Problem.Message("assistant", assistant)), false);
    if (!chat.startsWith(prompt)) {
      return Optional.empty();
    }
    String rest = chat.substring(prompt.length());
    int end = model.endTexts().stream().mapToInt(rest::lastIndexOf).max().orElse(-1);
    String turn = end < 0 ? rest.stripTrailing() : rest.substring(0, end);
    String given = assistant.startsWith(keys.prefill())
        ? assistant.substring(keys.prefill().length())
        : assistant;
    return turn.strip().endsWith(given.strip()) ? Optional.of(turn) : Optional.empty();
  }

  /** Renders a chat. The system prompt of the keys comes first, unless the chat begins with its own. */
  private String render(List<Problem.Message> turns, boolean opensReply) {
    List<Map<String, Object>> messages = new ArrayList<>();
    if (!turns.get(0).role().equals("system")) {
      keys.system().ifPresent(system -> messages.add(message("system", system)));
    }
    turns.forEach(turn -> messages.add(message(turn.role(), turn.content())));
    Map<String, Object> variables = new HashMap<>(model.namedTokens());
    variables.put("messages", messages);
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", opensReply);
    keys.thinking().ifPresent(thinking -> variables.put("enable_thinking", thinking));
    try {
      return jinja.render(variables, this::now);
    } catch (TemplateError e) {
      throw refused("cannot be rendered", e);
    }
  }

  private static Map<String, Object> message(String role, String content) {
    return Map.of("role", role, "content", content);
  }

  private String now(String format) {
    LocalDate day = LocalDate.parse(keys.date()
        .orElseThrow(() -> new UserError(
            "%s writes today's date, but a run must not depend on the clock. Give the template 'chat' a day with 'date: 2025-01-31', or 'gradus sample' one with --date 2025-01-31"
                .formatted(where))));
    return Strftime.of(day, format);
  }

  private UserError refused(String what, TemplateError e) {
    return new UserError(
        "%s %s%s: %s"
            .formatted(
                where,
                what,
                e.line() > 0 ? ", line " + e.line() : "",
                Printable.excerpt(e.getMessage())),
        e);
  }
}

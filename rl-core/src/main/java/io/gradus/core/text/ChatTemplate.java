package io.gradus.core.text;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.files.TextFile;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The model's own chat format: the Jinja template of its files, rendered as in {@code transformers}. A chat template
 * works only after {@link #bind} has bound it to a model.
 */
@About("the model's own chat template, with a system prompt and words around the question")
public record ChatTemplate(
    @About("system prompt; by default the chat template's own")
    Optional<String> system,

    @About("user's turn; {question} is the problem's question") @Default("\"{question}\"")
    String user,

    @About("assistant's turn of a demonstration")
    @Default("\"<think>\\n{reasoning}\\n</think>\\n\\n<answer>{answer}</answer>\"")
    String assistant,

    @About("variable enable_thinking of the chat template; by default the template's own value")
    Optional<Boolean> thinking,

    @About("text after the generation prompt, such as \"<think>\\n\"; not part of the completion")
    @Default("\"\"")
    String prefill,

    @About("day returned by strftime_now, such as 2025-01-31; a run must not depend on the clock")
    Optional<String> date,

    @About("name of the chat template, if a model has several") @Default("default")
    String variant,

    @About("Jinja file instead of the model's own template") Optional<Path> file,

    @About(
        "whether special tokens in the data are read as tokens; for data that hold rendered chats")
    @Default("false")
    boolean specialTokens)
    implements Template {

  /** Largest accepted Jinja file in bytes. */
  private static final int MAX_BYTES = 4_000_000;

  public ChatTemplate {
    List<String> faults = new ArrayList<>();
    if (!user.contains("{question}")) {
      faults.add("user: must hold {question}, where the problem's question goes");
    }
    if (!assistant.contains("{answer}")) {
      faults.add("assistant: must hold {answer}, where a demonstration's answer goes");
    }
    date.ifPresent(day -> {
      try {
        LocalDate.parse(day);
      } catch (DateTimeException e) {
        faults.add("date: must be a day such as 2025-01-31, but is '%s'".formatted(day));
      }
    });
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }

  /** Reads special tokens in the data as text. */
  public ChatTemplate(
      Optional<String> system,
      String user,
      String assistant,
      Optional<Boolean> thinking,
      String prefill,
      Optional<String> date,
      String variant,
      Optional<Path> file) {
    this(system, user, assistant, thinking, prefill, date, variant, file, false);
  }

  /** Returns the template with only the question as the user's turn, and otherwise the model's defaults. */
  public static ChatTemplate defaults() {
    return new ChatTemplate(
        Optional.empty(),
        "{question}",
        "<think>\n{reasoning}\n</think>\n\n<answer>{answer}</answer>",
        Optional.empty(),
        "",
        Optional.empty(),
        "default",
        Optional.empty());
  }

  /** Returns this template with a day, for templates that write today's date. */
  public ChatTemplate on(LocalDate day) {
    return new ChatTemplate(
        system,
        user,
        assistant,
        thinking,
        prefill,
        Optional.of(day.toString()),
        variant,
        file,
        specialTokens);
  }

  @Override
  public Template bind(Tokenizer tokenizer) {
    if (!(tokenizer instanceof HasChatTemplate model)) {
      throw new UserError(
          "template 'chat' writes a model's own chat format, but this policy's tokenizer has none: use the template 'bare' or 'r1', or a pretrained model");
    }
    return new BoundChatTemplate(
        this, file.map(ChatTemplate::read).orElseGet(() -> ofModel(model)), model);
  }

  private static String read(Path file) {
    try {
      return TextFile.read(file, MAX_BYTES);
    } catch (UserError e) {
      throw new UserError("template 'chat': file: " + e.getMessage(), e);
    }
  }

  private String ofModel(HasChatTemplate model) {
    Map<String, String> templates = model.chatTemplates();
    String template = templates.get(variant);
    if (template != null) {
      return template;
    }
    throw new UserError(
        templates.isEmpty()
            ? "%s: has no chat template (chat_template in tokenizer_config.json, or chat_template.jinja); for a base model use the template 'r1', or give 'file'"
                .formatted(model.source())
            : "%s: has no chat template named '%s'; it has %s"
                .formatted(
                    model.source(), variant, String.join(", ", new TreeSet<>(templates.keySet()))));
  }

  @Override
  public String prompt(Problem problem) {
    throw new IllegalStateException("the chat template was not bound to a model");
  }

  @Override
  public String completion(Demonstration demonstration) {
    throw new IllegalStateException("the chat template was not bound to a model");
  }
}

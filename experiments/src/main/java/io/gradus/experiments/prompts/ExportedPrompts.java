package io.gradus.experiments.prompts;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.core.text.ChatTemplate;
import io.gradus.core.text.HasChatTemplate;
import io.gradus.core.text.Template;
import io.gradus.experiments.binding.RecipeWriter;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The file {@value #FILE} beside an exported model: the template of its run, which Gradus reads. Other programs read a
 * chat template. If the model has none, it gets a chat template that writes the run's prompts, where Jinja can express
 * them.
 *
 * @param template template of the run, not bound to a model
 */
public record ExportedPrompts(Template template) {
  /** Name of the file in the exported folder. */
  public static final String FILE = "gradus.yaml";

  private static final String CHAT = "chat_template.jinja";
  private static final String HEAD = """
      # The prompts that this model was trained with. 'gradus sample' and 'gradus eval' read this file; other programs
      # ignore it.
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns the template of a run, from which {@link #write} makes the files. */
  public static ExportedPrompts of(Recipe recipe) {
    Template template = recipe.template();
    if (template instanceof ChatTemplate chat && chat.file().isPresent()) {
      template = new ChatTemplate(
          chat.system(),
          chat.user(),
          chat.assistant(),
          chat.thinking(),
          chat.prefill(),
          chat.date(),
          "default",
          Optional.empty(),
          chat.specialTokens());
    }
    return new ExportedPrompts(template);
  }

  /**
   * Reads the template beside an exported model.
   *
   * @return empty if the folder has none
   * @throws UserError if the file cannot be read, or needs a user's own template that is not on the class path
   */
  public static Optional<ExportedPrompts> read(Path folder) {
    Path file = folder.resolve(FILE);
    return Files.isRegularFile(file)
        ? Optional.of(
            new RecordBinder(Components.load()).bind(ExportedPrompts.class, YamlTree.read(file)))
        : Optional.empty();
  }

  /** Writes the template of a run to a folder with the files of a tokenizer. */
  public static void write(Recipe recipe, Path folder) throws IOException {
    Files.writeString(
        folder.resolve(FILE), HEAD + new RecipeWriter(Components.load()).write(of(recipe)));
    Optional<Path> own =
        recipe.template() instanceof ChatTemplate chat ? chat.file() : Optional.empty();
    if (own.isPresent()) {
      Files.copy(own.get(), folder.resolve(CHAT), StandardCopyOption.REPLACE_EXISTING);
    } else if (!hasChatTemplate(recipe)) {
      Optional<String> jinja = jinja(recipe.boundTemplate());
      if (jinja.isPresent()) {
        Files.writeString(folder.resolve(CHAT), jinja.get());
      }
    }
  }

  private static boolean hasChatTemplate(Recipe recipe) {
    return recipe.tokenizer() instanceof HasChatTemplate model
        && !model.chatTemplates().isEmpty();
  }

  /** A chat template that writes the same prompts; empty if a prompt is more than words around the question. */
  public static Optional<String> jinja(Template template) {
    String question = "QUESTION";
    String other = "ANOTHER";
    String prompt = template.prompt(Problem.of(question, question, ""));
    int at = prompt.indexOf(question);
    if (at < 0) {
      return Optional.empty();
    }
    String before = prompt.substring(0, at);
    String after = prompt.substring(at + question.length());
    if (!template.prompt(Problem.of(other, other, "")).equals(before + other + after)) {
      return Optional.empty();
    }
    return Optional.of(
        "{%% for message in messages %%}{%% if message['role'] == 'user' %%}{{ %s + message['content'] + %s }}{%% elif message['role'] == 'assistant' %%}{{ message['content'] + eos_token }}{%% endif %%}{%% endfor %%}"
            .formatted(quoted(before), quoted(after)));
  }

  /** Returns a text as a string of Jinja. Its escapes are the same as in JSON. */
  private static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }
}

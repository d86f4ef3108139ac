package io.gradus.experiments.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Printable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sampled completions of questions.
 *
 * @param model run directory, folder or file
 * @param checkpoint name of a run's checkpoint; null for other models
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Sampled(
    @JsonProperty String model,
    @JsonProperty @Nullable String checkpoint,
    @JsonProperty List<Line> completions)
    implements CommandResult {

  /**
   * One completion.
   *
   * @param finish reason why the completion ended
   * @param promptTokens token ids of the prompt
   * @param tokens token ids of the completion
   * @param logProbs one for each token of the completion
   */
  record Line(
      @JsonProperty String question,
      @JsonProperty String completion,
      @JsonProperty String finish,
      @JsonProperty("prompt_tokens") int[] promptTokens,
      @JsonProperty int[] tokens,
      @JsonProperty("log_probs") float[] logProbs) {}

  static Sampled of(String model, @Nullable String checkpoint, List<Group> groups) {
    return new Sampled(
        model,
        checkpoint,
        groups.stream()
            .flatMap(group -> group.completions().stream().map(c -> line(group, c)))
            .toList());
  }

  private static Line line(Group group, Completion completion) {
    return new Line(
        group.problem().question(),
        completion.text(),
        completion.finish().name().toLowerCase(Locale.ROOT),
        completion.prompt(),
        completion.tokens(),
        completion.logProbs());
  }

  @Override
  public String words() {
    return completions.stream()
        .map(line -> line.question() + " -> " + line.completion())
        .map(Printable::text)
        .collect(Collectors.joining("\n"));
  }
}

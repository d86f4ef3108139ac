package io.gradus.core.text;

import io.gradus.core.UserError;
import io.gradus.core.text.jinja.JinjaTemplate;
import io.gradus.core.text.jinja.value.TemplateError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Tokens that end a completion: every end token that a file of the model names. Models name several end tokens ({@code
 * <|im_end|>}, {@code <|endoftext|>}) in three files. The padding token is often one of them, which is harmless because
 * nothing is padded here.
 */
final class EndTokens {
  private static final String ANSWER = "ANSWER";

  private EndTokens() {}

  /**
   * Returns all end tokens: first the token with which the chat template closes a turn, then {@code eos_token}, then
   * the others.
   */
  static List<Integer> of(PretrainedTokenizer tokenizer, TokenizerSettings settings) {
    Set<Integer> ends = new LinkedHashSet<>();
    String eos = settings.namedTokens().get("eos_token");
    if (eos != null) {
      OptionalInt token = tokenizer.token(eos);
      ends.add(token.orElseThrow(
          () -> new UserError("%s: eos_token is '%s', which is not a token of tokenizer.json"
              .formatted(settings.source(), eos))));
    }
    for (int token : settings.endTokens()) {
      if (token < 0 || token >= tokenizer.vocabularySize()) {
        throw new UserError("%s: eos_token_id %d is outside the vocabulary of %d"
            .formatted(settings.source(), token, tokenizer.vocabularySize()));
      }
      ends.add(token);
    }
    if (ends.isEmpty()) {
      throw new UserError(
          "%s: no token ends a completion; give eos_token in tokenizer_config.json or eos_token_id in generation_config.json"
              .formatted(settings.source()));
    }
    List<Integer> ordered = new ArrayList<>(ends);
    int closing = closing(tokenizer, settings, ordered);
    ordered.remove((Integer) closing);
    ordered.add(0, closing);
    return List.copyOf(ordered);
  }

  /** Returns the first end token after an assistant's words, or the first of all if the template writes none. */
  private static int closing(
      PretrainedTokenizer tokenizer, TokenizerSettings settings, List<Integer> ends) {
    String after = afterAnswer(settings);
    int best = ends.get(0);
    int place = Integer.MAX_VALUE;
    for (int end : ends) {
      int at = after.indexOf(tokenizer.decode(new int[] {end}));
      if (at >= 0 && at < place) {
        place = at;
        best = end;
      }
    }
    return best;
  }

  /**
   * Returns the first special token that the chat template writes after an assistant's words; empty if it writes none.
   */
  static Optional<String> turnEnd(PretrainedTokenizer tokenizer, TokenizerSettings settings) {
    String after = afterAnswer(settings);
    return tokenizer.specialTexts().stream()
        .filter(after::contains)
        .min(Comparator.comparingInt((String text) -> after.indexOf(text))
            .thenComparing(Comparator.comparing(String::length).reversed()));
  }

  private static String afterAnswer(TokenizerSettings settings) {
    String template = settings.chatTemplates().get("default");
    if (template == null) {
      return "";
    }
    Map<String, Object> variables = new HashMap<>(settings.namedTokens());
    variables.put(
        "messages",
        List.of(
            Map.of("role", "user", "content", "QUESTION"),
            Map.of("role", "assistant", "content", ANSWER)));
    variables.put("add_generation_prompt", false);
    try {
      String chat = JinjaTemplate.parse(template).render(variables, format -> "");
      int at = chat.lastIndexOf(ANSWER);
      return at < 0 ? "" : chat.substring(at + ANSWER.length());
    } catch (TemplateError e) {
      // whoever uses the template gets the error; the model works without the template
      return "";
    }
  }
}

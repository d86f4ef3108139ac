package io.gradus.experiments.harness;

import com.google.common.primitives.Ints;
import io.gradus.core.Excerpt;
import io.gradus.core.UserError;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.core.text.Tokenizer;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Tokens of contexts, continuations and answers, cut as lm-evaluation-harness cuts them. */
final class Encoder {
  private final Tokenizer tokenizer;
  private final int context;
  private final Set<Integer> special;

  /** @param context longest sequence that the model reads */
  Encoder(Tokenizer tokenizer, int context) {
    this.tokenizer = tokenizer;
    this.context = context;
    special = tokenizer instanceof PretrainedTokenizer pretrained
        ? pretrained.specialTexts().stream()
            .flatMap(text -> tokenizer.token(text).stream().boxed())
            .collect(Collectors.toSet())
        : Set.copyOf(tokenizer.endTokens());
  }

  /**
   * A context and its continuation.
   *
   * @param cut whether the beginning of the context was left out
   */
  record Pair(int[] context, int[] continuation, boolean cut) {}

  /** Encodes text with the token that begins texts, if the model's files ask for it and the text has none yet. */
  int[] encode(String text) {
    if (!(tokenizer instanceof PretrainedTokenizer pretrained)) {
      return tokenizer.encode(text);
    }
    String begin = pretrained.namedTokens().getOrDefault("bos_token", "");
    return !begin.isEmpty() && text.startsWith(begin)
        ? pretrained.encode(text)
        : pretrained.encodeText(text);
  }

  /**
   * Encodes a context and its continuation together, because one token may contain characters of both. White space at
   * the end of the context belongs to the continuation.
   *
   * @throws UserError if the continuation has no token of its own
   */
  Pair pair(String before, String after) {
    String stripped = before.stripTrailing();
    String rest = before.substring(stripped.length()) + after;
    int[] first = stripped.isEmpty() ? new int[] {prefix()} : encode(stripped);
    int[] whole = stripped.isEmpty() ? Ints.concat(first, plain(rest)) : encode(stripped + rest);
    if (whole.length <= first.length) {
      throw new UserError(
          "the continuation \"%s\" has no tokens of its own after \"...%s\", so it has no likelihood. Begin it with a space, or change the prompt's end"
              .formatted(
                  Excerpt.printable(after, 60),
                  Excerpt.printable(stripped.substring(Math.max(0, stripped.length() - 20)), 60)));
    }
    int[] continuation = Arrays.copyOfRange(whole, first.length, whole.length);
    // The last token is only scored, so the sequence may be one token longer than the context.
    int most = context + 1 - continuation.length;
    if (most < 1) {
      throw new UserError(
          "a continuation of %d tokens does not fit the model's context of %d. Use a model with a longer context"
              .formatted(continuation.length, context));
    }
    boolean cut = first.length > most;
    return new Pair(cut ? last(first, most) : first, continuation, cut);
  }

  private int[] plain(String text) {
    return tokenizer.encode(text);
  }

  /** The token that is used as the context if the context is empty. */
  private int prefix() {
    if (tokenizer instanceof PretrainedTokenizer pretrained) {
      for (String name : new String[] {"bos_token", "eos_token"}) {
        String text = pretrained.namedTokens().getOrDefault(name, "");
        if (!text.isEmpty() && tokenizer.token(text).isPresent()) {
          return tokenizer.token(text).getAsInt();
        }
      }
    }
    return tokenizer.endTokens().get(0);
  }

  /** The last tokens of a prompt that leave room for an answer. */
  int[] prompt(String text, int room) {
    int[] ids = text.isEmpty() ? new int[] {prefix()} : encode(text);
    int most = context - room;
    if (most < 1) {
      throw new UserError(
          "answer.max-tokens: %d leaves no room for a prompt in the model's context of %d. Lower it"
              .formatted(room, context));
    }
    return ids.length > most ? last(ids, most) : ids;
  }

  private static int[] last(int[] ids, int count) {
    return Arrays.copyOfRange(ids, ids.length - count, ids.length);
  }

  /** Text of tokens without special tokens. */
  String decode(int[] tokens) {
    return tokenizer.decode(
        Arrays.stream(tokens).filter(token -> !special.contains(token)).toArray());
  }
}

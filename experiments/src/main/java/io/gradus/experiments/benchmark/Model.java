package io.gradus.experiments.benchmark;

import java.util.List;

/** What a benchmark asks of a model. */
public interface Model {

  /** Number of tokens of a text. */
  int tokens(String text);

  /**
   * Renders a chat up to the beginning of the next answer.
   *
   * @throws io.gradus.core.UserError if the model has no chat template
   */
  String chat(List<Message> messages);

  /** Log-likelihood of each continuation of each context. */
  List<Likelihoods> likelihoods(List<Continuations> questions);

  /** Writes the samples of each request. */
  List<List<Written>> write(List<Request> requests);

  /**
   * Texts that may follow a context.
   *
   * @param context may be empty
   */
  record Continuations(String context, List<String> texts) {
    public Continuations {
      texts = List.copyOf(texts);
    }
  }

  /**
   * Likelihoods of continuations.
   *
   * @param logs natural log of each continuation's probability
   * @param tokens number of tokens of each continuation
   * @param cut whether the context was too long, so that its beginning was left out
   */
  record Likelihoods(List<Double> logs, List<Integer> tokens, boolean cut) {
    public Likelihoods {
      logs = List.copyOf(logs);
      tokens = List.copyOf(tokens);
    }
  }

  /**
   * A prompt to continue.
   *
   * @param place decides the draws, with the member and the token
   */
  record Request(String prompt, Drawing drawing, long place) {}

  /**
   * A text of a model.
   *
   * @param text text up to the first stop, without special tokens
   * @param tokens number of tokens, the stop included
   * @param finish why it ended
   * @param cut whether the prompt was too long, so that its beginning was left out
   */
  record Written(String text, int tokens, Finish finish, boolean cut) {}

  /** Why a text ended. */
  enum Finish {
    /** A text that ends an answer. */
    STOP,
    /** An end token. */
    EOS,
    /** The token budget ran out. */
    LENGTH
  }
}

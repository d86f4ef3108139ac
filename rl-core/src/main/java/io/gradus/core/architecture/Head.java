package io.gradus.core.architecture;

/** What a decoder's final hidden states become: logits of the vocabulary, or one number. */
public enum Head {
  /** Logits from a matrix {@code (V, E)} of its own. */
  OWN("lm_head.weight"),

  /** Logits from the embedding. */
  TIED("model.embed_tokens.weight"),

  /**
   * A score from a matrix {@code (1, E)}, without a bias, as in transformers' sequence classification with one label.
   * Such a model scores texts and cannot write any.
   */
  SCALAR("score.weight");

  private final String tensor;

  Head(String tensor) {
    this.tensor = tensor;
  }

  /** Returns the Hugging Face name of the head's matrix. */
  public String tensor() {
    return tensor;
  }
}

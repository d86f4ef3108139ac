package io.gradus.experiments.cli;

/** The beginning of a recipe for a model from files; a test adds the stages. */
final class ModelRecipe {
  /** Ends before the key {@code stages}; MODEL is for a test to replace. */
  static final String HEAD = """
      name: from-files
      seed: 5
      device: cpu
      dtype: float32
      matmul: mkl
      policy:
        model: MODEL
      template: {type: chat, user: "{question}=", assistant: "{answer}"}
      """;

  private ModelRecipe() {}
}

package io.gradus.experiments.recipe;

import io.gradus.core.architecture.Transformer;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.experiments.Beside;
import java.util.List;

/** Parts of a pretrained model that a recipe needs before the weights are read. */
public record PretrainedParts(
    Transformer architecture, PretrainedTokenizer tokenizer, List<String> unusedFields) {
  /** Parts by choice. They come from files and are not part of the recipe, so they are cached for its lifetime. */
  private static final Beside<Recipe.PolicyChoice, PretrainedParts> READ =
      new Beside<>(PretrainedParts::read);

  /** Parts of the model that a choice names. */
  static PretrainedParts of(Recipe.PolicyChoice choice) {
    return READ.get(choice);
  }

  private static PretrainedParts read(Recipe.PolicyChoice choice) {
    try (PretrainedModel model = choice.open()) {
      return new PretrainedParts(model.architecture(), model.tokenizer(), model.unusedFields());
    }
  }
}

package io.gradus.experiments.recipe;

import io.gradus.core.architecture.Transformer;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.experiments.Beside;
import java.nio.file.Path;
import java.util.List;

/** Parts of a pretrained model that a recipe needs before the weights are read. */
public record PretrainedParts(
    Transformer architecture, PretrainedTokenizer tokenizer, List<String> unusedFields) {
  /** Parts by choice. They come from files and are not part of the recipe, so they are cached for its lifetime. */
  private static final Beside<Recipe.PolicyChoice, PretrainedParts> READ =
      new Beside<>(choice -> read(choice.model().orElseThrow()));

  /** Parts of the model that a choice names. */
  static PretrainedParts of(Recipe.PolicyChoice choice) {
    return READ.get(choice);
  }

  private static PretrainedParts read(Path path) {
    try (PretrainedModel model = PretrainedModel.open(path)) {
      return new PretrainedParts(model.architecture(), model.tokenizer(), model.unusedFields());
    }
  }
}

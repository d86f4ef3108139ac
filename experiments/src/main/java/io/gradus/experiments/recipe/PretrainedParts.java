package io.gradus.experiments.recipe;

import io.gradus.core.architecture.Transformer;
import io.gradus.core.pretrained.PretrainedModel;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.experiments.Beside;
import java.nio.file.Path;
import java.util.List;

/** What a recipe needs to know of a pretrained model before its weights are read. */
public record PretrainedParts(
    Transformer architecture, PretrainedTokenizer tokenizer, List<String> unusedFields) {
  /** Read from files, so no part of the recipe: kept beside it for as long as it lives. */
  private static final Beside<Recipe.PolicyChoice, PretrainedParts> READ =
      new Beside<>(choice -> read(choice.model().orElseThrow()));

  /** Those of a choice that names a model. */
  static PretrainedParts of(Recipe.PolicyChoice choice) {
    return READ.get(choice);
  }

  private static PretrainedParts read(Path path) {
    try (PretrainedModel model = PretrainedModel.open(path)) {
      return new PretrainedParts(model.architecture(), model.tokenizer(), model.unusedFields());
    }
  }
}

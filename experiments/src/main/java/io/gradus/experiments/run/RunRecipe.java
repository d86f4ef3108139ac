package io.gradus.experiments.run;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Architecture;
import io.gradus.core.component.Components;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.experiments.binding.Fault;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.StandIns;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The recipe of a run whose weights and prompts are used, but which is not trained. */
public final class RunRecipe {
  private static final Logger LOG = LoggerFactory.getLogger(RunRecipe.class);

  /** Kinds of components that decide the weights and the prompts. */
  private static final Set<Class<?>> NEEDED =
      Set.of(Architecture.class, Tokenizer.class, Template.class);

  private RunRecipe() {}

  /**
   * Reads the recipe. A component that only training needs, such as a reward in a user's jar, may be missing; a warning
   * names it.
   *
   * @throws UserError if the recipe cannot be read
   */
  public static Recipe forWeights(Components components, Path file) {
    YamlTree tree = YamlTree.read(file);
    List<Fault> absent = new ArrayList<>();
    Recipe recipe;
    try {
      recipe = new RecordBinder(components, StandIns.except(NEEDED, absent::add))
          .bind(Recipe.class, tree);
    } catch (UserError e) {
      if (absent.isEmpty()) {
        throw e;
      }
      // A stand-in may contradict another key, so the faults without stand-ins are the true ones.
      return new RecordBinder(components).bind(Recipe.class, tree);
    }
    absent.forEach(fault -> LOG.warn("{}. Nothing here needs it, so it is left out", fault));
    return recipe;
  }
}

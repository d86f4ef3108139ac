/**
 * The recipe format: YAML to immutable records and back. Records are the schema; a recipe's faults are reported all at
 * once, each with its place, the fault and the remedy.
 *
 * <pre>{@code
 * YamlTree tree = YamlTree.read(file);                                    // file -> tree
 * tree = Overrides.apply(tree, Recipe.class, List.of("plan.steps=10"));   // --set
 * Recipe recipe = new RecordBinder(components).bind(Recipe.class, tree);  // tree -> record, or a UserError with every
 * fault String resolved = new RecipeWriter(components).write(recipe);           // record -> YAML, every default
 * written out }</pre>
 */
@NullMarked
package io.gradus.experiments.binding;

import org.jspecify.annotations.NullMarked;

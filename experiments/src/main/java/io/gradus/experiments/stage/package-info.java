/** Stages of a recipe, such as supervised fine-tuning and GRPO. */
@NullMarked
package io.gradus.experiments.stage;

import org.jspecify.annotations.NullMarked;

/**
 * The template language of Hugging Face chat templates: Jinja as {@code transformers} runs it, with exactly the same
 * values and blanks, and without access to anything outside a template.
 */
@NullMarked
package io.gradus.core.text.jinja;

import org.jspecify.annotations.NullMarked;

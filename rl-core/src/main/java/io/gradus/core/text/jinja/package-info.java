/**
 * The template language of Hugging Face chat templates: Jinja as {@code transformers} runs it, value for value and
 * blank for blank, and nothing that reaches outside a template.
 */
@NullMarked
package io.gradus.core.text.jinja;

import org.jspecify.annotations.NullMarked;

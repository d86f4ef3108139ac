/** Hugging Face configurations: reads a config.json and returns an architecture. One family of models is one class. */
@NullMarked
package io.gradus.core.huggingface;

import org.jspecify.annotations.NullMarked;

/** Models in llama.cpp's GGUF format: reading with the names and layout of Hugging Face, and writing. */
@NullMarked
package io.gradus.core.gguf;

import org.jspecify.annotations.NullMarked;

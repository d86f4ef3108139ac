/** Models in llama.cpp's GGUF format: read under the names and in the layout of Hugging Face, and written. */
@NullMarked
package io.gradus.core.gguf;

import org.jspecify.annotations.NullMarked;

/** Pretrained models: loads weights and tokenizers from Hugging Face folders and GGUF files, and exports them. */
@NullMarked
package io.gradus.core.pretrained;

import org.jspecify.annotations.NullMarked;

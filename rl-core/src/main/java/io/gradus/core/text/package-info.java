/** Tokenizers and templates: text to tokens and back. */
@NullMarked
package io.gradus.core.text;

import org.jspecify.annotations.NullMarked;

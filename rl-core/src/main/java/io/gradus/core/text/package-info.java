/** From text to tokens and back: tokenizers and templates. */
@NullMarked
package io.gradus.core.text;

import org.jspecify.annotations.NullMarked;

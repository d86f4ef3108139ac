/** The vocabulary: the nouns of the papers as small immutable types, without tensors. */
@NullMarked
package io.gradus.core;

import org.jspecify.annotations.NullMarked;

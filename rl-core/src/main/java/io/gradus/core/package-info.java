/** The vocabulary: the nouns of the papers as small immutable types. Nothing here knows a tensor. */
@NullMarked
package io.gradus.core;

import org.jspecify.annotations.NullMarked;

/** The terms of the papers (problem, completion, group, reward ...) as small immutable types, without tensors. */
@NullMarked
package io.gradus.core;

import org.jspecify.annotations.NullMarked;

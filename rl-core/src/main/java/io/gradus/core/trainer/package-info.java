/** The training loops. */
@NullMarked
package io.gradus.core.trainer;

import org.jspecify.annotations.NullMarked;

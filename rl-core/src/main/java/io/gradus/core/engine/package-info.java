/** The tensor engine: the only place, with the policy, that knows the tensor library. */
@NullMarked
package io.gradus.core.engine;

import org.jspecify.annotations.NullMarked;

/** The tensor engine. Only this package and the policy use the tensor library. */
@NullMarked
package io.gradus.core.engine;

import org.jspecify.annotations.NullMarked;

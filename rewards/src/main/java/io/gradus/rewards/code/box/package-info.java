/** Code that runs inside the box. It may use only the JDK, and must not trust its input. */
@NullMarked
package io.gradus.rewards.code.box;

import org.jspecify.annotations.NullMarked;

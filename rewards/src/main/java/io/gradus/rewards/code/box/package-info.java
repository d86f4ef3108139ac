/** Code that runs inside the box. It must need only the JDK, and trusts no input. */
@NullMarked
package io.gradus.rewards.code.box;

import org.jspecify.annotations.NullMarked;

/**
 * Advantages: how much better than expected a completion or a token is, over a whole step. Plain Java on plain numbers.
 */
@NullMarked
package io.gradus.core.advantage;

import org.jspecify.annotations.NullMarked;

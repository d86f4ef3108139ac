/** Learning from preference pairs: losses of a pair's log-probs, and their trainer. */
@NullMarked
package io.gradus.core.preference;

import org.jspecify.annotations.NullMarked;

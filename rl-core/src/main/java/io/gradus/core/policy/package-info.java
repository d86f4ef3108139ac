/** The policy: its architecture, its weights, and the computations with them. */
@NullMarked
package io.gradus.core.policy;

import org.jspecify.annotations.NullMarked;

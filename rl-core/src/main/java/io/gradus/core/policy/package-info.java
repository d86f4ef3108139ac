/** The policy: its architecture, its weights, and what is computed with them. */
@NullMarked
package io.gradus.core.policy;

import org.jspecify.annotations.NullMarked;

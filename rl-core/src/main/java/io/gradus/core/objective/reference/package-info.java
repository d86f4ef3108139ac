/** KL terms that tie the policy to a frozen reference. */
@NullMarked
package io.gradus.core.objective.reference;

import org.jspecify.annotations.NullMarked;

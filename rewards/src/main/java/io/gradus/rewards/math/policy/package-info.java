/**
 * Math policies, which define what counts as an answer and what counts as equal, in training and in evaluation. (They
 * have nothing to do with the policy that is trained.)
 */
@NullMarked
package io.gradus.rewards.math.policy;

import org.jspecify.annotations.NullMarked;

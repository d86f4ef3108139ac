/**
 * Verifiers of code: they find the code in a completion, run its tests, and report the result. Untrusted code runs in
 * {@link io.gradus.rewards.code.sandbox}, never in this process.
 */
@NullMarked
package io.gradus.rewards.code;

import org.jspecify.annotations.NullMarked;

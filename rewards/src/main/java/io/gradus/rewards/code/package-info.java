/**
 * Verifiers of code: what a completion's code is, the tests it has to pass, and what was found. Untrusted code runs in
 * {@link io.gradus.rewards.code.sandbox}, never in this process.
 */
@NullMarked
package io.gradus.rewards.code;

import org.jspecify.annotations.NullMarked;

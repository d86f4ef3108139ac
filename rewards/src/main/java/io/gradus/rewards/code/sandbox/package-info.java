/**
 * Boxes for untrusted code: bubblewrap around a Python fork server, whose scripts are resources of {@code
 * io.gradus.rewards.code.box}. {@code docs/sandbox.md} lists what a box guarantees and what it does not.
 */
@NullMarked
package io.gradus.rewards.code.sandbox;

import org.jspecify.annotations.NullMarked;

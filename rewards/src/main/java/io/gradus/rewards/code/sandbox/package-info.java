/**
 * Boxes for untrusted code: bubblewrap around a Python fork server, whose scripts are resources of {@code
 * io.gradus.rewards.code.box}. What it guarantees, and what not, is in {@code docs/sandbox.md}.
 */
@NullMarked
package io.gradus.rewards.code.sandbox;

import org.jspecify.annotations.NullMarked;

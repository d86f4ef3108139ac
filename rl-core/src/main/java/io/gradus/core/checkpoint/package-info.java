/** What is kept on disk so that a killed run goes on bit for bit. */
@NullMarked
package io.gradus.core.checkpoint;

import org.jspecify.annotations.NullMarked;

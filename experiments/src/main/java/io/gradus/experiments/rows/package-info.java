/**
 * Streams of JSON lines: read one by one, with a message for each faulty line, and written so that no text can control
 * a terminal.
 */
@NullMarked
package io.gradus.experiments.rows;

import org.jspecify.annotations.NullMarked;

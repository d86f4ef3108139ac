/** JSON lines as they come: read one by one, every fault told with its line, written so that no text can steer a terminal. */
@NullMarked
package io.gradus.experiments.rows;

import org.jspecify.annotations.NullMarked;

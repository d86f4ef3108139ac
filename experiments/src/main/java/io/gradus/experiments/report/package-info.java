/** {@code gradus report}: one HTML file that opens offline, and its curves as pictures. */
@NullMarked
package io.gradus.experiments.report;

import org.jspecify.annotations.NullMarked;

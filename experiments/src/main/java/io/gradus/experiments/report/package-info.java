/** What a run did, for a person: one HTML file that opens offline, and its curves as pictures. */
@NullMarked
package io.gradus.experiments.report;

import org.jspecify.annotations.NullMarked;

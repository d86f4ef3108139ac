/** {@code gradus export}: what a run has trained, in the files that others read. */
@NullMarked
package io.gradus.experiments.export;

import org.jspecify.annotations.NullMarked;

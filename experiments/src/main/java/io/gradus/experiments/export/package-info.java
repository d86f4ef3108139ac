/** {@code gradus export}: writes trained models in the formats of other programs. */
@NullMarked
package io.gradus.experiments.export;

import org.jspecify.annotations.NullMarked;

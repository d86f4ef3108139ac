@NullMarked
package io.gradus.experiments.sweep;

import org.jspecify.annotations.NullMarked;

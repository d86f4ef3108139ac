@NullMarked
package io.gradus.experiments.score;

import org.jspecify.annotations.NullMarked;

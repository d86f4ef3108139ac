@NullMarked
package io.gradus.experiments.rows;

import org.jspecify.annotations.NullMarked;

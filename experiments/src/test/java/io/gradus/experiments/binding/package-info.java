@NullMarked
package io.gradus.experiments.binding;

import org.jspecify.annotations.NullMarked;

/** Event files that TensorBoard reads. */
@NullMarked
package io.gradus.experiments.tensorboard;

import org.jspecify.annotations.NullMarked;

/** Tensors in files: names, shapes, types, and the safetensors format. */
@NullMarked
package io.gradus.core.tensorfile;

import org.jspecify.annotations.NullMarked;

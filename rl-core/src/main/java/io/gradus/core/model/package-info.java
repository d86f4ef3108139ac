/** Models that others have trained: what their configuration says, whether their tensors agree with it, a policy made of them. */
@NullMarked
package io.gradus.core.model;

import org.jspecify.annotations.NullMarked;

/** Whole objectives by the names of their papers, for code that uses the library. */
@NullMarked
package io.gradus.core.method;

import org.jspecify.annotations.NullMarked;

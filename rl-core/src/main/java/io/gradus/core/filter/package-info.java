/** Filters of scored groups: which groups a step trains on. */
@NullMarked
package io.gradus.core.filter;

import org.jspecify.annotations.NullMarked;

/** Components: records whose fields are the keys of a recipe, and the tables that name them. */
@NullMarked
package io.gradus.core.component;

import org.jspecify.annotations.NullMarked;

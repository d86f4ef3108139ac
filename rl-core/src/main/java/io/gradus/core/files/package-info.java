/** Files that are complete or absent: writes go to a temporary name and are then moved. */
@NullMarked
package io.gradus.core.files;

import org.jspecify.annotations.NullMarked;

/** The values of a template and what Python does with them: methods, operators, comparisons, printing. */
@NullMarked
package io.gradus.core.text.jinja.value;

import org.jspecify.annotations.NullMarked;

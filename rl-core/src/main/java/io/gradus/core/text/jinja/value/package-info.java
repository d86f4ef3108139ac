/** The values of a template, and Python's operations on them: methods, operators, comparisons, printing. */
@NullMarked
package io.gradus.core.text.jinja.value;

import org.jspecify.annotations.NullMarked;

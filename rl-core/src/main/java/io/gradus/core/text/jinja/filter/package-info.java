/** The built-in filters of templates, and the tests that may follow {@code is}. */
@NullMarked
package io.gradus.core.text.jinja.filter;

import org.jspecify.annotations.NullMarked;

/** The named methods: what each is, which recipe it is, and where its page is. */
@NullMarked
package io.gradus.experiments.method;

import org.jspecify.annotations.NullMarked;

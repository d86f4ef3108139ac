/** The preflight: what can be found out about a recipe before an hour is spent on it. */
@NullMarked
package io.gradus.experiments.doctor;

import org.jspecify.annotations.NullMarked;

/** Cases of published suites, as JSON rows with the verdict that is expected: what {@code gradus score --preset} reads. */
@NullMarked
package io.gradus.rewards.cases;

import org.jspecify.annotations.NullMarked;

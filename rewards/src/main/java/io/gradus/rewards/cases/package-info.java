/** Cases of published suites as JSON rows with expected verdicts, for {@code gradus score --preset}. */
@NullMarked
package io.gradus.rewards.cases;

import org.jspecify.annotations.NullMarked;

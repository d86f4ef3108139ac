@NullMarked
package io.gradus.rewards.code;

import org.jspecify.annotations.NullMarked;

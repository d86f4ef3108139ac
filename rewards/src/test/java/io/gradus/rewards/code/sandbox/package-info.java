@NullMarked
package io.gradus.rewards.code.sandbox;

import org.jspecify.annotations.NullMarked;

/** What runs inside the box: it must need nothing but the JDK, and trusts nobody who asks. */
@NullMarked
package io.gradus.rewards.code.box;

import org.jspecify.annotations.NullMarked;

/** Data sets made of others: mixtures, balance, order, hints. */
@NullMarked
package io.gradus.datasets.combine;

import org.jspecify.annotations.NullMarked;

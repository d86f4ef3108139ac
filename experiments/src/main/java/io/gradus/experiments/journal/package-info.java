/** What a run writes down, step by step, and reads again when it continues: metrics, transcripts, the ledger. */
@NullMarked
package io.gradus.experiments.journal;

import org.jspecify.annotations.NullMarked;

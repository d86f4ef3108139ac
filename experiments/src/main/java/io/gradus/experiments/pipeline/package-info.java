/** Pipelines: a graph of runs, each of which trains a model or writes a data set that later runs read. */
@NullMarked
package io.gradus.experiments.pipeline;

import org.jspecify.annotations.NullMarked;

/** Pipelines: graphs of runs. Each run trains a model or writes a data set, which later runs read. */
@NullMarked
package io.gradus.experiments.pipeline;

import org.jspecify.annotations.NullMarked;

/**
 * Parquet files as rows of JSON. Apache Parquet's library decodes the encodings and assembles nested rows; this package
 * reads the footer and the pages, so that the library's modules for Hadoop are not needed. Decompression is plain Java.
 */
@NullMarked
package io.gradus.datasets.parquet;

import org.jspecify.annotations.NullMarked;

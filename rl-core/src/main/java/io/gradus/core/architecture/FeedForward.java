package io.gradus.core.architecture;

/** The half of a layer in which each token is alone. */
public interface FeedForward extends Block {}

package io.gradus.core.policy;

/** The half of a layer in which each token is alone. */
public interface FeedForward extends Block {}

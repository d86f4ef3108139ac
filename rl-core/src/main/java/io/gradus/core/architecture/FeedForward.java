package io.gradus.core.architecture;

/** The half of a layer that processes each token alone. */
public interface FeedForward extends Block {}

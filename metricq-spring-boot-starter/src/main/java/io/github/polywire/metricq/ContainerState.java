package io.github.polywire.metricq;

/**
 * What the container of a listener is doing.
 */
public enum ContainerState {

	/** It takes no points. */
	STOPPED,

	/** It subscribes, or subscribes again. */
	SUBSCRIBING,

	/** Points reach the listener. */
	RUNNING,

	/** Points wait in the queue. */
	PAUSED

}

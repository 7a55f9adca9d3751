package io.github.polywire.dxlstreaming;

/**
 * What the container of a listener is doing.
 */
public enum ContainerState {

	/** It polls for no records. */
	STOPPED,

	/** It makes its consumers, or tries again after a failure. */
	CONNECTING,

	/** Records reach the listener. */
	RUNNING,

	/** It was paused: its consumers live on, records wait in the service. */
	PAUSED,

	/** It stopped because of a failure that would come again. */
	FAILED

}

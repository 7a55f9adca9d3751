package io.github.polywire.metricq;

import org.jspecify.annotations.Nullable;

/**
 * A client of the network: a token and its connections, opened when something first uses
 * them. Thread-safe.
 */
public interface MetricqAgent {

	/**
	 * What the agent is to the network.
	 * @return the role
	 */
	MetricqRole role();

	/**
	 * The agent's name in the network.
	 * @return the token
	 */
	String token();

	/**
	 * What the agent is doing.
	 * @return the state
	 */
	State state();

	/**
	 * Why the agent is not ready.
	 * @return one sentence without credentials, or {@code null} if nothing failed since
	 * it was last ready
	 */
	@Nullable String failure();

	/**
	 * Makes a stopped agent usable again: its connections are opened when something next
	 * uses them.
	 */
	void start();

	/**
	 * Ends the agent's connections, after which using it fails until it is started. All
	 * but the first call have no effect. A {@link MetricqAgentStoppedEvent} is published
	 * if there is a cause.
	 * @param cause the failure that led to it, or {@code null} if it is in order
	 */
	void stop(@Nullable Throwable cause);

	/**
	 * What an agent is doing.
	 */
	enum State {

		/** Nothing has used it, and it has no connection. */
		IDLE,

		/** Its management connection is being opened. */
		CONNECTING,

		/** Its management connection is open. */
		READY,

		/** It was stopped. */
		STOPPED

	}

}

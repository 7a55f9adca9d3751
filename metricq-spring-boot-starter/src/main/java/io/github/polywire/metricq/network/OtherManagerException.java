package io.github.polywire.metricq.network;

import io.github.polywire.metricq.MetricqException;

/**
 * Thrown when a broker has a manager already: of the two, clients would meet one or the
 * other at random.
 */
public final class OtherManagerException extends MetricqException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param cause what the broker said
	 */
	public OtherManagerException(Throwable cause) {
		super("Another MetricQ manager serves this virtual host: its queue manager-rpc is in use. Stop it, use another"
				+ " virtual host, or set metricq.network.embedded=false here", cause);
	}

}

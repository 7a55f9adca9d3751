package io.github.polywire.statsd;

/**
 * How lines travel to the StatsD server.
 */
public enum ConnectorProtocol {

	/** A TCP connection, each line ended by a newline. */
	TCP,

	/** UDP datagrams of whole lines. */
	UDP,

	/**
	 * Datagrams of whole lines to a Unix domain socket, whose path stands for the host.
	 */
	UDS_DATAGRAM

}

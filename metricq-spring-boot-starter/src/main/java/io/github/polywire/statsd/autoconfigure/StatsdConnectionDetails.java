package io.github.polywire.statsd.autoconfigure;

import io.github.polywire.statsd.ConnectorProtocol;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * What is needed to send to a StatsD server.
 */
public interface StatsdConnectionDetails extends ConnectionDetails {

	/**
	 * The host of the server, or the path of its Unix socket.
	 * @return the name or address
	 */
	String getHost();

	/**
	 * The port of the server; of no meaning for a Unix socket.
	 * @return the port
	 */
	int getPort();

	/**
	 * How lines travel.
	 * @return the protocol
	 */
	ConnectorProtocol getProtocol();

}

package io.github.polywire.localbrokers;

import java.net.URI;

/**
 * Where an existing broker is.
 */
record HostAndPort(String host, int port) {

	/**
	 * Reads {@code host} or {@code host:port}.
	 * @param property where the text is from, for the message when it cannot be read
	 */
	static HostAndPort parse(String property, String text, int defaultPort) {
		try {
			URI uri = URI.create("broker://" + text.strip());
			if (uri.getHost() != null) {
				return new HostAndPort(uri.getHost(), (uri.getPort() != -1) ? uri.getPort() : defaultPort);
			}
		}
		catch (IllegalArgumentException ex) {
			// Told below.
		}
		throw new LocalBrokerException("The property " + property + " is '" + text + "'; write it as host:port");
	}

}

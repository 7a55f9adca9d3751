package io.github.polywire.statsd.connection;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * Opens connections to one StatsD server.
 */
public interface LineTransport {

	/**
	 * Opens a connection.
	 * @param timeoutMillis how long to try
	 * @param cancelled whether to try no longer
	 * @return the connection
	 * @throws IOException if there is none
	 */
	LineConnection open(long timeoutMillis, BooleanSupplier cancelled) throws IOException;

	/**
	 * How many bytes of lines to write at once.
	 * @return the number
	 */
	int batchBytes();

	/**
	 * Where the server is, for people.
	 * @return the address
	 */
	String describe();

}

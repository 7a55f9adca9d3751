package io.github.polywire.statsd.connection;

import java.io.IOException;

/**
 * A connection to a StatsD server. One thread uses it; any thread may wake that thread.
 */
interface LineConnection {

	/**
	 * Checks that the server has not closed the connection.
	 * @throws IOException if it has
	 */
	void check() throws IOException;

	/**
	 * Writes as much of a batch as the operating system takes now.
	 * @param batch the lines
	 * @throws IOException if the connection is lost
	 */
	void write(LineBatch batch) throws IOException;

	/**
	 * Waits until something comes from the server, its end of the connection too, or the
	 * thread is woken, or the time is over.
	 * @param millis the time, above 0
	 * @throws IOException if the connection is lost
	 */
	void awaitInput(long millis) throws IOException;

	/**
	 * Waits as {@link #awaitInput(long)} does, but also until more can be written.
	 * @param millis the time, above 0
	 * @throws IOException if the connection is lost
	 */
	void awaitWritable(long millis) throws IOException;

	/**
	 * Wakes the thread that waits, or the next that will.
	 */
	void wakeUp();

	/**
	 * What the operating system's buffer on this side holds.
	 * @return the number of bytes
	 */
	int sendBufferBytes();

	/**
	 * Closes the connection. What was written is still delivered, if the server takes it.
	 */
	void close();

}

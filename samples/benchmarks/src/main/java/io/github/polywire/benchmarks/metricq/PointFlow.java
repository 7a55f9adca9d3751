package io.github.polywire.benchmarks.metricq;

/**
 * One way to bring points from a source to a sink, ready to be driven by one thread.
 * Costs nothing while it is not driven.
 */
interface PointFlow extends AutoCloseable {

	/**
	 * The name in the table and in ratio lines.
	 * @return one word, with dashes
	 */
	String name();

	/**
	 * Takes a size for the chunks to come.
	 * @param points how many points a chunk holds
	 */
	void chunkSize(int points);

	/**
	 * Accepts a point, which leaves with its chunk.
	 * @param timeNanos its time
	 * @param value its value
	 * @throws Exception if it is not accepted
	 */
	void send(long timeNanos, double value) throws Exception;

	/**
	 * The sender is about to wait for the sink: what is collected besides the chunk
	 * leaves.
	 * @throws Exception if it cannot be sent
	 */
	void pausing() throws Exception;

	/**
	 * Sends what is left, and waits for the broker's confirmations.
	 * @throws Exception if they do not come
	 */
	void flush() throws Exception;

	/**
	 * What came to the sink.
	 * @return the sink's check
	 */
	PointCheck check();

}

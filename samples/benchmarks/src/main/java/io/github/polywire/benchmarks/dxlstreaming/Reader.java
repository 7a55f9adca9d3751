package io.github.polywire.benchmarks.dxlstreaming;

/**
 * One way to read a topic: from its beginning, 500 records in a poll, a commit after each
 * poll, and the next poll at once.
 */
interface Reader {

	int BATCH = 500;

	/**
	 * The name in ratio lines.
	 * @return one word, with dashes
	 */
	String name();

	/**
	 * Reads in the background.
	 * @param topic the topic
	 * @param group a consumer group that has read nothing
	 * @param arrivals takes what is read
	 * @return ends it
	 * @throws Exception if it cannot be begun
	 */
	AutoCloseable read(String topic, String group, Arrivals arrivals) throws Exception;

}

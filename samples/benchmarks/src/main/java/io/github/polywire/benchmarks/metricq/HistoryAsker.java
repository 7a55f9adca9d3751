package io.github.polywire.benchmarks.metricq;

/**
 * One way to ask for a history and read it.
 */
interface HistoryAsker extends AutoCloseable {

	/**
	 * The name in the table and in ratio lines.
	 * @return one word, with dashes
	 */
	String name();

	/**
	 * Asks for all values, reads them one after the other, and checks them.
	 * @return how many there were and were right
	 * @throws Exception if there is no answer
	 */
	long ask() throws Exception;

}

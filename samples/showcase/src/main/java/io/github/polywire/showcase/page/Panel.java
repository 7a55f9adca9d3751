package io.github.polywire.showcase.page;

/**
 * What the page shows of one network.
 */
interface Panel {

	/**
	 * The network's name in the stream of events and in the page.
	 * @return a name of letters and digits
	 */
	String name();

	/**
	 * Reads what there is now. Called once a second while a page is open, by one thread
	 * at a time, which it may hold for a moment.
	 * @return what the page needs; what peers may make long is bounded
	 */
	Reading read();

	/**
	 * What was read.
	 *
	 * @param connection how the network is reached
	 * @param content what only this network's part of the page understands, to be written
	 * as JSON
	 */
	record Reading(ConnectionState connection, Object content) {

	}

}

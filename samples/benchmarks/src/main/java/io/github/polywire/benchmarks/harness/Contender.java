package io.github.polywire.benchmarks.harness;

/**
 * One way to make calls, ready to be driven. Costs nothing while it is not driven.
 */
public interface Contender {

	/**
	 * The name in the table and in ratio lines.
	 * @return one word, with dashes
	 */
	String name();

	/**
	 * Makes calls, one at least, until the tally is over, and returns when all of them
	 * have ended.
	 * @param tally asks the questions and takes the answers
	 * @param inFlight how many calls to have in flight
	 * @throws InterruptedException if the thread is interrupted
	 */
	void drive(Tally tally, int inFlight) throws InterruptedException;

}

package io.github.polywire.localbrokers;

/**
 * Where a broker runs: a child process, a container, or somewhere we only connect to.
 * Knows how to start and end it, not what it speaks. Not thread-safe.
 */
interface BrokerProcess extends AutoCloseable {

	/**
	 * The host on which clients reach the broker.
	 * @return a name or address
	 */
	String host();

	/**
	 * Whether the other operations work, or throw {@link UnsupportedOperationException}.
	 * @return whether this broker is ours
	 */
	boolean isControllable();

	/**
	 * Whether the broker is there, ready or not.
	 * @return whether it runs
	 */
	boolean isRunning();

	/**
	 * Starts the broker on the ports and data it had, and does not wait until it is
	 * ready.
	 */
	void start();

	/**
	 * Asks the broker to end in order, and returns when it has.
	 */
	void stop();

	/**
	 * Ends the broker with SIGKILL, and returns when it is gone.
	 */
	void kill();

	/**
	 * Freezes the broker; its connections stay open and silent.
	 */
	void suspend();

	/**
	 * Undoes {@link #suspend()}.
	 */
	void resume();

	/**
	 * Runs the broker's control tool and returns what it printed.
	 * @param arguments the command and its arguments
	 * @return the output
	 */
	String ctl(String... arguments);

	/**
	 * The end of the broker's log, for an error message.
	 * @return lines that start with a line break, or an empty string
	 */
	String logTail();

	/**
	 * Ends the broker and forgets its data.
	 */
	@Override
	void close();

}

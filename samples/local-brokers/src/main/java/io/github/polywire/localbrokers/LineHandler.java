package io.github.polywire.localbrokers;

/**
 * Takes what a {@link LineServer} reads, on its thread.
 */
public interface LineHandler {

	/**
	 * Takes a line.
	 * @param bytes where the line is
	 * @param from where it begins
	 * @param to where it ends, before its newline
	 */
	void line(byte[] bytes, int from, int to);

	/**
	 * Takes what was after the last newline when a connection ended.
	 * @param bytes how many bytes, above 0
	 */
	default void tail(int bytes) {
	}

}

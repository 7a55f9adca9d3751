package io.github.polywire.rabibridge.wire;

/**
 * Bounds what one body takes in memory when it is decoded, because a few bytes can stand
 * for many objects. The costs are what the objects take in a 64-bit JVM.
 */
final class DecodeBudget {

	static final int INTEGER = 16;

	static final int BYTES = 16;

	static final int NUMBER = 24;

	static final int STRING = 48;

	static final int CONTAINER = 64;

	static final int MAP_ENTRY = 48;

	static final int REFERENCE = 4;

	/**
	 * How many times its size a large body may take. The rows of a table, maps of numbers
	 * and short strings, grow by 6 to 10.
	 */
	private static final int MAX_GROWTH = 12;

	/**
	 * What every body may take. Some honest data grows more than large bodies may: a map
	 * of two small integers by 23, strings of one character by 26.
	 */
	private static final int FREE = 64 << 20;

	private long left;

	private int depth;

	DecodeBudget(int bodySize) {
		this.left = Math.max(FREE, (long) MAX_GROWTH * bodySize);
	}

	void charge(long cost) {
		this.left -= cost;
		if (this.left < 0) {
			throw new WireFormatException(
					"The body takes too much memory for its size: it holds too many small values");
		}
	}

	/**
	 * Narrows an integer to the smallest of the types that stand for integers.
	 * @param value the integer
	 * @return an {@link Integer} or a {@link Long}
	 */
	Number integer(long value) {
		if (value != (int) value) {
			charge(NUMBER);
			return value;
		}
		if (value != (byte) value) {
			charge(INTEGER);
		}
		return (int) value;
	}

	void enter() {
		if (++this.depth > WireValues.MAX_DEPTH) {
			throw new WireFormatException("The body is nested more than " + WireValues.MAX_DEPTH + " deep");
		}
		charge(CONTAINER);
	}

	void leave() {
		this.depth--;
	}

}

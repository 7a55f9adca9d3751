package io.github.polywire.metricq.client;

/**
 * A chunk on its way to the broker. Its fields are guarded by the buffer that holds it.
 */
final class OutgoingChunk {

	/** What the objects and the broker's confirmation take besides the bytes. */
	private static final int OVERHEAD = 128;

	private final String metric;

	private final byte[] body;

	private final int points;

	private long order;

	private long sequence;

	private boolean settled;

	OutgoingChunk(String metric, byte[] body, int points) {
		this.metric = metric;
		this.body = body;
		this.points = points;
	}

	String metric() {
		return this.metric;
	}

	byte[] body() {
		return this.body;
	}

	int points() {
		return this.points;
	}

	long size() {
		return this.body.length + OVERHEAD;
	}

	long order() {
		return this.order;
	}

	void order(long value) {
		this.order = value;
	}

	long sequence() {
		return this.sequence;
	}

	void sequence(long value) {
		this.sequence = value;
	}

	boolean isSettled() {
		return this.settled;
	}

	void settle() {
		this.settled = true;
	}

}

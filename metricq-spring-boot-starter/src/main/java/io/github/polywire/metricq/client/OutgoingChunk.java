package io.github.polywire.metricq.client;

import java.util.concurrent.CompletableFuture;

import io.github.polywire.metricq.MetricqException;
import org.jspecify.annotations.Nullable;

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

	private final @Nullable CompletableFuture<Void> outcome;

	private boolean settled;

	OutgoingChunk(String metric, byte[] body, int points) {
		this(metric, body, points, null);
	}

	/**
	 * Creates a chunk.
	 * @param metric the metric
	 * @param body the message's body
	 * @param points how many points it has
	 * @param outcome told what becomes of the chunk, while the buffer is locked; or
	 * {@code null}
	 */
	OutgoingChunk(String metric, byte[] body, int points, @Nullable CompletableFuture<Void> outcome) {
		this.metric = metric;
		this.body = body;
		this.points = points;
		this.outcome = outcome;
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

	void settle(boolean confirmed) {
		this.settled = true;
		if (this.outcome == null) {
			return;
		}
		if (confirmed) {
			this.outcome.complete(null);
		}
		else {
			this.outcome
				.completeExceptionally(new MetricqException(
						"RabbitMQ refused a chunk of the metric '" + this.metric + "' with " + this.body.length
								+ " bytes: see its log, its max_message_size and the policies of the bound queues",
						null));
		}
	}

}

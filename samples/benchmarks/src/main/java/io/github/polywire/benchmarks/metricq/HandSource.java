package io.github.polywire.benchmarks.metricq;

import java.io.IOException;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Collects points of one metric into chunks and publishes them, by one thread.
 */
final class HandSource {

	private static final int PATIENCE_SECONDS = 60;

	private static final int MESSAGES_PER_WRITE = 64;

	private static final int MAX_CHUNK_SIZE = 65_536;

	private static final BasicProperties PERSISTENT = new BasicProperties.Builder().deliveryMode(2).build();

	private final Connection connection;

	private final Channel channel;

	private final String metric;

	private final @Nullable CoalescingSockets sockets;

	/** What would have to be sent again if the connection were lost. */
	private final ConcurrentNavigableMap<Long, byte[]> unconfirmed = new ConcurrentSkipListMap<>();

	private final long[] times = new long[MAX_CHUNK_SIZE];

	private final double[] values = new double[MAX_CHUNK_SIZE];

	private int chunkSize = 1;

	private int count;

	private int unflushed;

	HandSource(Connection connection, String metric, @Nullable CoalescingSockets sockets) throws IOException {
		this.connection = connection;
		this.metric = metric;
		this.sockets = sockets;
		this.channel = connection.createChannel();
		this.channel.confirmSelect();
		this.channel.addConfirmListener(this::settled, this::settled);
		if (sockets != null) {
			sockets.coalesce(true);
		}
	}

	void chunkSize(int points) {
		this.chunkSize = points;
	}

	void send(long timeNanos, double value) throws IOException {
		this.times[this.count] = timeNanos;
		this.values[this.count] = value;
		this.count++;
		if (this.count >= this.chunkSize) {
			publish();
		}
	}

	private void publish() throws IOException {
		byte[] body = HandChunks.encode(this.times, this.values, this.count);
		this.count = 0;
		this.unconfirmed.put(this.channel.getNextPublishSeqNo(), body);
		this.channel.basicPublish(HandFlow.EXCHANGE, this.metric, PERSISTENT, body);
		this.unflushed++;
		if (this.unflushed >= MESSAGES_PER_WRITE) {
			flushSocket();
		}
	}

	void flushSocket() throws IOException {
		if (this.sockets != null && this.unflushed > 0) {
			this.sockets.flush();
		}
		this.unflushed = 0;
	}

	void flush() throws IOException, InterruptedException, TimeoutException {
		if (this.count > 0) {
			publish();
		}
		flushSocket();
		this.channel.waitForConfirmsOrDie(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
	}

	private void settled(long sequence, boolean multiple) {
		if (multiple) {
			this.unconfirmed.headMap(sequence, true).clear();
		}
		else {
			this.unconfirmed.remove(sequence);
		}
	}

	void close() throws IOException {
		if (this.sockets != null) {
			this.sockets.coalesce(false);
			this.sockets.flush();
		}
		this.connection.close();
	}

}

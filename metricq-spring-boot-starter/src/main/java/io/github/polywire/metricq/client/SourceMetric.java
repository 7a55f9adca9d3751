package io.github.polywire.metricq.client;

import java.time.Duration;

import io.github.polywire.metricq.MetricqOverflowException;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.OverflowPolicy;
import io.github.polywire.metricq.wire.ChunkEncoder;

import org.springframework.util.Assert;

/**
 * Collects the points of one metric into chunks. The lock is held while a chunk is handed
 * over, so that the chunks of a metric stay in order.
 */
final class SourceMetric implements MetricqSource.Metric {

	static final int MAX_CHUNK_SIZE = 65_536;

	private final String name;

	private final SourceTemplate source;

	private final ReplayBuffer buffer;

	private final SendLock lock = new SendLock();

	private final ChunkEncoder points = new ChunkEncoder();

	private int limit;

	private boolean onlyByFlush;

	private long firstAcceptedNanos;

	SourceMetric(String name, SourceTemplate source, ReplayBuffer buffer, int chunkSize) {
		this.name = name;
		this.source = source;
		this.buffer = buffer;
		this.limit = (chunkSize > 0) ? chunkSize : MAX_CHUNK_SIZE;
		this.onlyByFlush = chunkSize <= 0;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public MetricqSource.Metric chunkSize(int size) {
		Assert.isTrue(size > 0 && size <= MAX_CHUNK_SIZE,
				() -> "The chunk size of '" + this.name + "' must be from 1 to " + MAX_CHUNK_SIZE + ", not " + size);
		return resize(size, false);
	}

	@Override
	public MetricqSource.Metric onlyByFlush() {
		return resize(MAX_CHUNK_SIZE, true);
	}

	private SourceMetric resize(int size, boolean byFlush) {
		this.lock.lock();
		try {
			this.limit = size;
			this.onlyByFlush = byFlush;
		}
		finally {
			this.lock.unlock();
		}
		return this;
	}

	/**
	 * How many points a chunk holds.
	 * @return the number, or 0 if only flushes send
	 */
	int chunkSize() {
		this.lock.lock();
		try {
			return this.onlyByFlush ? 0 : this.limit;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void send(long timeNanos, double value) {
		this.lock.lock();
		try {
			add(timeNanos, value);
		}
		finally {
			this.lock.unlock();
		}
	}

	void send(long[] times, double[] added) {
		this.lock.lock();
		try {
			for (int i = 0; i < added.length; i++) {
				add(times[i], added[i]);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void add(long timeNanos, double value) {
		this.source.requireRunning();
		if (this.points.size() >= this.limit) {
			// Left from when there was no room; the point is accepted only if there is.
			makeRoom();
		}
		this.points.add(timeNanos, value);
		if (this.points.size() >= this.limit) {
			handOver(0);
		}
		else if (this.points.size() == 1) {
			this.firstAcceptedNanos = System.nanoTime();
		}
	}

	private void makeRoom() {
		SourceSettings settings = this.source.settings();
		Duration patience = (settings.overflow() == OverflowPolicy.BLOCK) ? settings.blockTimeout() : Duration.ZERO;
		if (!handOver(patience.toNanos())) {
			this.source.requireRunning();
			this.source.overflowed();
			throw new MetricqOverflowException(this.name,
					"the buffer of " + settings.bufferSize() + " bytes is full of what RabbitMQ has not confirmed"
							+ (patience.isZero() ? "" : " and was so for " + patience.toMillis() + " ms"));
		}
	}

	private boolean handOver(long waitNanos) {
		OutgoingChunk chunk = new OutgoingChunk(this.name, this.points.toByteArray(), this.points.size());
		this.source.used();
		if (this.source.settings().overflow() == OverflowPolicy.DROP_OLDEST) {
			this.buffer.force(chunk);
		}
		else if (!this.buffer.offer(chunk, waitNanos)) {
			return false;
		}
		this.points.clear();
		return true;
	}

	@Override
	public void flush() {
		flush(0);
	}

	/**
	 * Hands the chunk over.
	 * @param waitNanos how long to wait for room
	 * @return whether nothing is left here
	 */
	boolean flush(long waitNanos) {
		this.lock.lock();
		try {
			return this.points.size() == 0 || handOver(waitNanos);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Hands the chunk over if it is old enough or full, unless somebody else is at work.
	 * @param maxAgeNanos how old is enough
	 */
	void flushIfOld(long maxAgeNanos) {
		if (this.lock.tryLock()) {
			try {
				if (this.points.size() >= this.limit || (this.points.size() > 0 && !this.onlyByFlush
						&& System.nanoTime() - this.firstAcceptedNanos >= maxAgeNanos)) {
					handOver(0);
				}
			}
			finally {
				this.lock.unlock();
			}
		}
	}

}

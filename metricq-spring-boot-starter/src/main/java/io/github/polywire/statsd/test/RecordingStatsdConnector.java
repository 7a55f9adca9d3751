package io.github.polywire.statsd.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.statsd.ConnectorCounts;
import io.github.polywire.statsd.ConnectorState;
import io.github.polywire.statsd.StatsdConnector;
import io.github.polywire.statsd.wire.MetricLines;
import org.jspecify.annotations.Nullable;

/**
 * A connector for tests that keeps the lines and sends nothing. As a bean, it takes the
 * place of the real one. Thread-safe.
 */
public final class RecordingStatsdConnector implements StatsdConnector {

	private static final int MAX_LINES = 1_000_000;

	private final MetricLines encoder;

	private final Deque<String> lines = new ArrayDeque<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicLong refused = new AtomicLong();

	/**
	 * Creates a connector without a prefix.
	 */
	public RecordingStatsdConnector() {
		this("", true);
	}

	/**
	 * Creates a connector.
	 * @param prefix what each path starts with; may be empty
	 * @param typePrefixes whether the kind of a metric follows the prefix
	 */
	public RecordingStatsdConnector(String prefix, boolean typePrefixes) {
		this.encoder = new MetricLines(prefix, typePrefixes);
	}

	/**
	 * The lines that would have been sent, without their newlines.
	 * @return the lines in the order recorded, the last million at most
	 */
	public List<String> lines() {
		this.lock.lock();
		try {
			return List.copyOf(this.lines);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Forgets all lines.
	 */
	public void clear() {
		this.lock.lock();
		try {
			this.lines.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void increment(String path, long amount) {
		add(this.encoder.counter(path, amount));
	}

	@Override
	public void gauge(String path, double value) {
		add(this.encoder.gauge(path, value));
	}

	@Override
	public void gaugeDelta(String path, double delta) {
		add(this.encoder.gaugeDelta(path, delta));
	}

	@Override
	public void timing(String path, Duration duration) {
		add(this.encoder.timing(path, duration));
	}

	@Override
	public void inject(String path, String value, String typeCode) {
		add(this.encoder.any(path, value, typeCode));
	}

	@Override
	public void injectLine(String line) {
		add(this.encoder.complete(line));
	}

	private void add(byte @Nullable [] encoded) {
		if (encoded == null) {
			this.refused.incrementAndGet();
			return;
		}
		this.lock.lock();
		try {
			new String(encoded, StandardCharsets.UTF_8).lines().forEach(this.lines::add);
			while (this.lines.size() > MAX_LINES) {
				this.lines.removeFirst();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public ConnectorState state() {
		return ConnectorState.STOPPED;
	}

	/**
	 * The counts of a connector that never sent anything.
	 */
	@Override
	public ConnectorCounts counts() {
		long count = lines().size();
		return new ConnectorCounts(count, 0, 0, count, 0, 0, 0, this.refused.get(), 0);
	}

}

package io.github.polywire.statsd.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.github.polywire.statsd.client.QueuedStatsdConnector;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdFlavor;
import io.micrometer.statsd.StatsdMeterRegistry;
import io.micrometer.statsd.StatsdProtocol;

/**
 * Records numbered lines from several threads, by the connector or by Micrometer's own
 * transport.
 */
abstract class NumberedLines {

	static final int THREADS = 4;

	static final int PER_THREAD = 50_000;

	private static final int BURST = 25;

	private final AtomicInteger recorded = new AtomicInteger();

	private final CountDownLatch ended = new CountDownLatch(THREADS);

	abstract String name();

	abstract void record(int thread, int number);

	abstract void stop();

	/** Lines that may have been lost with a connection, or none if nobody counts them. */
	abstract long atRisk();

	/**
	 * Starts to record: 25 lines each millisecond from each thread, or without a pause.
	 */
	void start(boolean paced) {
		for (int t = 0; t < THREADS; t++) {
			int thread = t;
			new Thread(() -> run(thread, paced), "recorder-" + t).start();
		}
	}

	private void run(int thread, boolean paced) {
		long next = System.nanoTime();
		for (int number = 1; number <= PER_THREAD; number++) {
			record(thread, number);
			if (number % BURST == 0) {
				this.recorded.addAndGet(BURST);
				next += TimeUnit.MILLISECONDS.toNanos(1);
				while (paced && System.nanoTime() - next < 0) {
					LockSupport.parkNanos(next - System.nanoTime());
				}
			}
		}
		this.ended.countDown();
	}

	int recorded() {
		return this.recorded.get();
	}

	void awaitEnd() throws InterruptedException {
		if (!this.ended.await(60, TimeUnit.SECONDS)) {
			throw new IllegalStateException("Recording has not ended");
		}
	}

	static NumberedLines ours(int port) {
		QueuedStatsdConnector connector = Connectors.tcp(port);
		connector.start();
		return new Ours(connector);
	}

	static NumberedLines micrometer(int port) {
		return new Micrometer(port);
	}

	static final class Ours extends NumberedLines {

		private final List<String> paths = IntStream.range(0, THREADS).mapToObj((t) -> "t" + t).toList();

		private final QueuedStatsdConnector connector;

		Ours(QueuedStatsdConnector connector) {
			this.connector = connector;
		}

		@Override
		String name() {
			return "connector";
		}

		@Override
		void record(int thread, int number) {
			this.connector.increment(this.paths.get(thread), number);
		}

		@Override
		void stop() {
			this.connector.stop();
		}

		@Override
		long atRisk() {
			return this.connector.counts().atRisk();
		}

		QueuedStatsdConnector connector() {
			return this.connector;
		}

	}

	private static final class Micrometer extends NumberedLines {

		private final StatsdMeterRegistry registry;

		private final List<Counter> counters = new ArrayList<>();

		private Micrometer(int port) {
			this.registry = new StatsdMeterRegistry(new Config(port), Clock.SYSTEM);
			for (int t = 0; t < THREADS; t++) {
				this.counters.add(this.registry.counter("t" + t));
			}
		}

		@Override
		String name() {
			return "micrometer";
		}

		@Override
		void record(int thread, int number) {
			this.counters.get(thread).increment(number);
		}

		@Override
		void stop() {
			this.registry.close();
		}

		@Override
		long atRisk() {
			return 0;
		}

	}

	private record Config(int port) implements StatsdConfig {

		@Override
		public String get(String key) {
			return null;
		}

		@Override
		public StatsdFlavor flavor() {
			return StatsdFlavor.ETSY;
		}

		@Override
		public StatsdProtocol protocol() {
			return StatsdProtocol.TCP;
		}

		@Override
		public String host() {
			return "127.0.0.1";
		}

		@Override
		public Duration pollingFrequency() {
			return Duration.ofMillis(100);
		}

	}

}

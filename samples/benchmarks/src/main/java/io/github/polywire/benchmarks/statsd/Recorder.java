package io.github.polywire.benchmarks.statsd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.polywire.statsd.OverflowPolicy;
import io.github.polywire.statsd.client.QueuedStatsdConnector;
import io.github.polywire.statsd.connection.SenderSettings;
import io.github.polywire.statsd.connection.TcpTransport;
import io.github.polywire.statsd.wire.MetricLines;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdMeterRegistry;
import io.micrometer.statsd.StatsdProtocol;
import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.ExponentialBackOff;

/**
 * One way to record numbered lines.
 */
interface Recorder extends AutoCloseable {

	/** Recording threads. */
	int THREADS = 4;

	/** What the connector's queue holds. */
	int CAPACITY = 1_000_000;

	/** How long a connector tries to send what is left. */
	int SHUTDOWN_SECONDS = 20;

	/**
	 * Records a line.
	 * @param thread the thread that records, from 0
	 * @param number the number of the line, from 1
	 */
	void record(int thread, int number);

	/**
	 * How many lines may have been lost with a connection.
	 * @return the number, or -1 if nobody counts them
	 */
	default long atRisk() {
		return -1;
	}

	@Override
	void close();

	static Recorder connector(int port, OverflowPolicy overflow) {
		return new ConnectorRecorder(startConnector(port, overflow, CAPACITY, SHUTDOWN_SECONDS));
	}

	static Recorder micrometerOverConnector(int port) {
		QueuedStatsdConnector connector = startConnector(port, OverflowPolicy.BLOCK, CAPACITY, SHUTDOWN_SECONDS);
		return new MicrometerRecorder(StatsdMeterRegistry.builder(new Config(port))
			.clock(Clock.SYSTEM)
			.lineSink(connector::injectLine)
			.build(), connector);
	}

	static Recorder micrometer(int port) {
		return new MicrometerRecorder(new StatsdMeterRegistry(new Config(port), Clock.SYSTEM), null);
	}

	static QueuedStatsdConnector startConnector(int port, OverflowPolicy overflow, int capacity, int shutdownSeconds) {
		ExponentialBackOff backOff = new ExponentialBackOff(100, 2);
		backOff.setMaxInterval(5000);
		backOff.setJitter(50);
		QueuedStatsdConnector connector = new QueuedStatsdConnector(new MetricLines("", false),
				new TcpTransport("127.0.0.1", port, 0),
				new SenderSettings(Duration.ofSeconds(5), backOff, null, Duration.ofMillis(100)), capacity, overflow,
				Duration.ofSeconds(shutdownSeconds));
		connector.start();
		return connector;
	}

	/**
	 * By the connector's own API.
	 *
	 * @param connector the connector
	 * @param paths the path of each thread
	 */
	record ConnectorRecorder(QueuedStatsdConnector connector, String... paths) implements Recorder {

		ConnectorRecorder(QueuedStatsdConnector connector) {
			this(connector, "t0", "t1", "t2", "t3");
		}

		@Override
		public void record(int thread, int number) {
			this.connector.increment(this.paths[thread], number);
		}

		@Override
		public long atRisk() {
			return this.connector.counts().atRisk();
		}

		@Override
		public void close() {
			this.connector.destroy();
		}

	}

	/**
	 * By Micrometer's counters.
	 */
	final class MicrometerRecorder implements Recorder {

		private final StatsdMeterRegistry registry;

		private final @Nullable QueuedStatsdConnector connector;

		private final List<Counter> counters = new ArrayList<>();

		MicrometerRecorder(StatsdMeterRegistry registry, @Nullable QueuedStatsdConnector connector) {
			this.registry = registry;
			this.connector = connector;
			for (int thread = 0; thread < THREADS; thread++) {
				this.counters.add(registry.counter("t" + thread));
			}
		}

		@Override
		public void record(int thread, int number) {
			this.counters.get(thread).increment(number);
		}

		@Override
		public long atRisk() {
			return (this.connector != null) ? this.connector.counts().atRisk() : -1;
		}

		@Override
		public void close() {
			this.registry.close();
			if (this.connector != null) {
				this.connector.destroy();
			}
		}

	}

	/**
	 * Micrometer's defaults, but for TCP and the Etsy flavour.
	 *
	 * @param port the server's port
	 */
	record Config(int port) implements StatsdConfig {

		@Override
		public @Nullable String get(String key) {
			return switch (key) {
				case "statsd.protocol" -> StatsdProtocol.TCP.name();
				case "statsd.flavor" -> "etsy";
				case "statsd.host" -> "127.0.0.1";
				default -> null;
			};
		}

	}

}

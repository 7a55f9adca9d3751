package io.github.polywire.statsd.delivery;

import java.time.Duration;

import io.github.polywire.statsd.OverflowPolicy;
import io.github.polywire.statsd.client.QueuedStatsdConnector;
import io.github.polywire.statsd.connection.LineTransport;
import io.github.polywire.statsd.connection.SenderSettings;
import io.github.polywire.statsd.connection.TcpTransport;
import io.github.polywire.statsd.wire.MetricLines;

import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Makes connectors for tests.
 */
public final class Connectors {

	private Connectors() {
	}

	public static QueuedStatsdConnector tcp(int port) {
		return create(new TcpTransport("127.0.0.1", port, 0), 1_000_000, OverflowPolicy.DROP_OLDEST,
				Duration.ofSeconds(10), null);
	}

	public static QueuedStatsdConnector create(LineTransport transport, int capacity, OverflowPolicy overflow,
			Duration shutdownTimeout, Duration maxConnectionAge) {
		ExponentialBackOff backOff = new ExponentialBackOff(20, 2);
		backOff.setMaxInterval(200);
		return new QueuedStatsdConnector(new MetricLines("", false), transport,
				new SenderSettings(Duration.ofSeconds(2), backOff, maxConnectionAge, Duration.ofSeconds(1)), capacity,
				overflow, shutdownTimeout);
	}

}

package io.github.polywire.metricq.network;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.metricq.Vectors;
import io.github.polywire.metricq.connection.BrokerAccess;
import io.github.polywire.metricq.connection.BrokerTarget;
import io.github.polywire.metricq.foreign.VirtualHost;
import io.github.polywire.metricq.wire.RpcCodec;

import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Makes networks for tests.
 */
final class Networks {

	private String dataServerAddress;

	private boolean strict;

	private Path file;

	private boolean failFast;

	private int maxMetrics = 1000;

	private int maxBodySize = 1_000_000;

	private Duration pushTimeout = Duration.ofSeconds(30);

	private boolean database = true;

	private List<String> databaseMetrics = List.of();

	private Pattern databasePattern;

	private int maxPoints = 1000;

	private int maxDatabaseMetrics = 100;

	Networks strict() {
		this.strict = true;
		return this;
	}

	Networks dataServerAddress(String address) {
		this.dataServerAddress = address;
		return this;
	}

	Networks file(Path path) {
		this.file = path;
		return this;
	}

	Networks failFast() {
		this.failFast = true;
		return this;
	}

	Networks maxMetrics(int max) {
		this.maxMetrics = max;
		return this;
	}

	Networks maxBodySize(int max) {
		this.maxBodySize = max;
		return this;
	}

	Networks pushTimeout(Duration timeout) {
		this.pushTimeout = timeout;
		return this;
	}

	Networks withoutDatabase() {
		this.database = false;
		return this;
	}

	Networks recording(String pattern, String... metrics) {
		this.databasePattern = (pattern != null) ? Pattern.compile(pattern) : null;
		this.databaseMetrics = List.of(metrics);
		return this;
	}

	Networks maxPoints(int points, int metrics) {
		this.maxPoints = points;
		this.maxDatabaseMetrics = metrics;
		return this;
	}

	/** Creates a network, without starting it. */
	EmbeddedNetwork create(VirtualHost host) {
		NetworkSettings settings = new NetworkSettings(this.dataServerAddress, this.strict, this.file, this.failFast,
				this.maxMetrics, this.maxBodySize, this.pushTimeout, Networks::backOff);
		DatabaseSettings databaseSettings = new DatabaseSettings(this.database, "db-memory", this.databaseMetrics,
				this.databasePattern, this.maxPoints, this.maxDatabaseMetrics);
		ConnectionFactory factory = host.connectionFactory();
		BrokerTarget target = new BrokerTarget(factory, List.of(new Address(factory.getHost(), factory.getPort())));
		return new EmbeddedNetwork(settings, databaseSettings, new BrokerAccess(target), new RpcCodec(Vectors.MAPPER));
	}

	/** Creates and starts a network. */
	EmbeddedNetwork start(VirtualHost host) {
		EmbeddedNetwork network = create(host);
		network.start();
		return network;
	}

	private static ExponentialBackOff backOff() {
		ExponentialBackOff backOff = new ExponentialBackOff(100, 1.5);
		backOff.setMaxInterval(500);
		return backOff;
	}

}

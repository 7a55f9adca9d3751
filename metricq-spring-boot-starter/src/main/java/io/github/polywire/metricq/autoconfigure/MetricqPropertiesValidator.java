package io.github.polywire.metricq.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.polywire.metricq.wire.MetricqNames;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Checks the properties, so that a wrong value stops the start with its name and what it
 * may be.
 */
final class MetricqPropertiesValidator {

	private static final int MAX_CHUNK_SIZE = 65_536;

	private static final int MAX_PREFETCH = 65_535;

	private static final int MAX_METRICS = 10_000_000;

	private static final int MAX_POINTS = 100_000_000;

	/** RabbitMQ keeps milliseconds in 32 bits. */
	private static final Duration MAX_TIME = Duration.ofDays(24);

	/** What a token's queue names add to it. */
	private static final int MAX_TOKEN_BYTES = MetricqNames.MAX_NAME_BYTES - 75;

	private MetricqPropertiesValidator() {
	}

	static void validate(MetricqProperties properties) {
		time("metricq.rpc-timeout", properties.rpcTimeout());
		time("metricq.connection-timeout", properties.connectionTimeout());
		size("metricq.max-body-size", properties.maxBodySize(), DataSize.ofKilobytes(1), DataSize.ofMegabytes(512));
		MetricqProperties.Reconnect reconnect = properties.reconnect();
		pauses("metricq.reconnect", reconnect.initialInterval(), reconnect.multiplier(), reconnect.maxInterval());
		MetricqProperties.Source source = properties.source();
		number("metricq.source.chunk-size", source.chunkSize(), 0, MAX_CHUNK_SIZE);
		timeOrZero("metricq.source.max-chunk-age", source.maxChunkAge());
		size("metricq.source.buffer-size", source.bufferSize(), DataSize.ofKilobytes(1), DataSize.ofTerabytes(1));
		time("metricq.source.block-timeout", source.blockTimeout());
		timeOrZero("metricq.source.shutdown-timeout", source.shutdownTimeout());
		MetricqProperties.Listener listener = properties.listener();
		time("metricq.listener.expires", listener.expires());
		container("metricq.listener", listener.concurrency(), listener.prefetch(), listener.batchSize(),
				listener.retry(), listener.shutdownTimeout());
		MetricqProperties.Transformer transformer = properties.transformer();
		container("metricq.transformer", transformer.concurrency(), transformer.prefetch(), transformer.batchSize(),
				transformer.retry(), transformer.shutdownTimeout());
		MetricqProperties.Db db = properties.db();
		container("metricq.db", db.concurrency(), db.prefetch(), db.batchSize(), db.retry(), db.shutdownTimeout());
		number("metricq.db.history-concurrency", db.historyConcurrency(), 1, 10_000);
		time("metricq.history.timeout", properties.history().timeout());
		token("metricq.client.token", properties.client().token());
		token("metricq.source.token", source.token());
		token("metricq.sink.token", properties.sink().token());
		token("metricq.history.token", properties.history().token());
		token("metricq.transformer.token", transformer.token());
		token("metricq.db.token", db.token());
		if (properties.url() == null && properties.ssl().bundle() != null) {
			throw invalid("metricq.ssl.bundle", properties.ssl().bundle(),
					"it belongs to metricq.url, which is not set; set spring.rabbitmq.ssl.bundle instead");
		}
	}

	private static void container(String prefix, int concurrency, int prefetch, int batchSize,
			MetricqProperties.Retry retry, Duration shutdownTimeout) {
		number(prefix + ".concurrency", concurrency, 1, 10_000);
		number(prefix + ".prefetch", prefetch, 1, MAX_PREFETCH);
		number(prefix + ".batch-size", batchSize, 1, MAX_PREFETCH);
		number(prefix + ".retry.max-retries", retry.maxRetries(), 0, 1000);
		pauses(prefix + ".retry", retry.initialInterval(), retry.multiplier(), retry.maxInterval());
		timeOrZero(prefix + ".shutdown-timeout", shutdownTimeout);
	}

	static void validate(MetricqNetworkProperties properties) {
		String address = properties.dataServerAddress();
		if (address != null && !address.matches("amqps?://[^@/]+(/[^@/]*)?|vhost:.+")) {
			throw invalid("metricq.network.data-server-address", address.replaceAll("//.*@", "//***@"),
					"it must begin with amqp://, amqps:// or vhost: and have no credentials");
		}
		number("metricq.network.max-metrics", properties.maxMetrics(), 1, MAX_METRICS);
		time("metricq.network.config-timeout", properties.configTimeout());
		MetricqNetworkProperties.Database database = properties.database();
		token("metricq.network.database.token", database.token());
		number("metricq.network.database.max-points", database.maxPoints(), 1, MAX_POINTS);
		number("metricq.network.database.max-metrics", database.maxMetrics(), 1, MAX_METRICS);
	}

	private static void pauses(String prefix, Duration initial, double multiplier, Duration max) {
		time(prefix + ".initial-interval", initial);
		time(prefix + ".max-interval", max);
		if (!(multiplier >= 1 && multiplier <= 100)) {
			throw invalid(prefix + ".multiplier", multiplier, "it must be from 1 to 100");
		}
		if (max.compareTo(initial) < 0) {
			throw invalid(prefix + ".max-interval", max, "it must not be less than " + prefix + ".initial-interval");
		}
	}

	private static void time(String name, Duration value) {
		if (value.toMillis() < 1 || value.compareTo(MAX_TIME) > 0) {
			throw invalid(name, value, "it must be from 1ms to 24d");
		}
	}

	private static void timeOrZero(String name, Duration value) {
		if (!value.isZero()) {
			time(name, value);
		}
	}

	private static void number(String name, int value, int least, int most) {
		if (value < least || value > most) {
			throw invalid(name, value, "it must be from " + least + " to " + most);
		}
	}

	private static void size(String name, DataSize value, DataSize least, DataSize most) {
		if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
			throw invalid(name, value, "it must be from " + least + " to " + most);
		}
	}

	private static void token(String name, @Nullable String value) {
		if (value == null) {
			return;
		}
		int length = value.getBytes(StandardCharsets.UTF_8).length;
		if (value.isBlank() || length > MAX_TOKEN_BYTES) {
			throw invalid(name, value,
					"it must have from 1 to " + MAX_TOKEN_BYTES + " bytes, for it is a part of" + " queue names");
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(String name, @Nullable Object value,
			String reason) {
		return new InvalidConfigurationPropertyValueException(name, value, reason);
	}

}

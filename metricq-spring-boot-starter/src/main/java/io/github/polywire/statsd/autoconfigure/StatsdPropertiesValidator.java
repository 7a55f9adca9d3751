package io.github.polywire.statsd.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Checks the properties, so that a wrong value stops the start with its name and what it
 * may be.
 */
final class StatsdPropertiesValidator {

	private static final String PREFIX = "statsd.connector.";

	private static final int MAX_CAPACITY = 1 << 26;

	private static final int MAX_PORT = 65_535;

	private static final Duration MAX_TIME = Duration.ofDays(24);

	private StatsdPropertiesValidator() {
	}

	static void validate(StatsdConnectorProperties properties) {
		if (properties.queueCapacity() < 1 || properties.queueCapacity() > MAX_CAPACITY) {
			throw invalid(PREFIX + "queue-capacity", properties.queueCapacity(),
					"it must be from 1 to " + MAX_CAPACITY);
		}
		time("reconnect-backoff.initial", properties.reconnectBackoff().initial());
		time("reconnect-backoff.max", properties.reconnectBackoff().max());
		if (properties.reconnectBackoff().max().compareTo(properties.reconnectBackoff().initial()) < 0) {
			throw invalid(PREFIX + "reconnect-backoff.max", properties.reconnectBackoff().max(),
					"it must not be less than statsd.connector.reconnect-backoff.initial");
		}
		timeOrZero("reconnect-backoff.jitter", properties.reconnectBackoff().jitter());
		time("connect-timeout", properties.connectTimeout());
		timeOrZero("shutdown-timeout", properties.shutdownTimeout());
		timeOrZero("at-risk-window", properties.atRiskWindow());
		if (properties.maxConnectionAge() != null) {
			time("max-connection-age", properties.maxConnectionAge());
		}
		if (properties.sendBuffer() != null) {
			size("send-buffer", properties.sendBuffer(), DataSize.ofKilobytes(1), DataSize.ofMegabytes(64));
		}
		size("max-packet-size", properties.maxPacketSize(), DataSize.ofBytes(64), DataSize.ofBytes(65_000));
	}

	static int port(String name, int port) {
		if (port < 1 || port > MAX_PORT) {
			throw invalid(name, port, "it must be from 1 to " + MAX_PORT);
		}
		return port;
	}

	private static void time(String name, Duration value) {
		if (value.toMillis() < 1 || value.compareTo(MAX_TIME) > 0) {
			throw invalid(PREFIX + name, value, "it must be from 1ms to 24d");
		}
	}

	private static void timeOrZero(String name, Duration value) {
		if (!value.isZero()) {
			time(name, value);
		}
	}

	private static void size(String name, DataSize value, DataSize least, DataSize most) {
		if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
			throw invalid(PREFIX + name, value, "it must be from " + least + " to " + most);
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(String name, @Nullable Object value,
			String reason) {
		return new InvalidConfigurationPropertyValueException(name, value, reason);
	}

}

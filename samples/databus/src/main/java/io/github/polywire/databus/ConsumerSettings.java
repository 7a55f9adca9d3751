package io.github.polywire.databus;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the creator of a consumer instance may choose. Kafka has many more settings, some
 * of which name classes or files: those are not for a peer to set, and are ignored as
 * unknown ones are.
 *
 * @param reset where a group starts that has committed nothing
 * @param autoCommit whether a poll commits what the one before it brought
 * @param sessionTimeout how long the instance lives without a call
 * @param fetching settings for Kafka's consumer
 */
record ConsumerSettings(OffsetReset reset, boolean autoCommit, Duration sessionTimeout, Map<String, String> fetching) {

	private static final long MAX_SESSION_MILLIS = Duration.ofHours(1).toMillis();

	// With the largest value of each.
	private static final Map<String, Integer> FETCHING = Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000,
			ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1 << 20, ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 30_000,
			ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1 << 26, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 24);

	/**
	 * Reads what the creator sent.
	 * @param configs names and values: strings, numbers or booleans
	 * @param defaultSession how long the instance lives unless it says
	 * @return the settings
	 * @throws DatabusException if a value is wrong
	 */
	static ConsumerSettings parse(Map<String, JsonNode> configs, Duration defaultSession) {
		String reset = text(configs, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG);
		boolean autoCommit = Boolean.parseBoolean(text(configs, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG));
		Long session = number(configs, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, MAX_SESSION_MILLIS);
		Long request = number(configs, ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
		if (session != null && request != null && request <= session) {
			throw DatabusException.badRequest("request.timeout.ms must exceed session.timeout.ms");
		}
		Map<String, String> fetching = new HashMap<>();
		FETCHING.forEach((name, max) -> {
			Long value = number(configs, name, max);
			if (value != null) {
				fetching.put(name, String.valueOf(value));
			}
		});
		return new ConsumerSettings((reset != null) ? OffsetReset.parse(reset) : OffsetReset.LATEST, autoCommit,
				(session != null) ? Duration.ofMillis(session) : defaultSession, Map.copyOf(fetching));
	}

	private static @Nullable String text(Map<String, JsonNode> configs, String name) {
		JsonNode value = configs.get(name);
		if (value == null || value.isNull()) {
			return null;
		}
		if (!value.isValueNode()) {
			throw DatabusException.badRequest(name + " must be a string");
		}
		return value.asString();
	}

	private static @Nullable Long number(Map<String, JsonNode> configs, String name, long max) {
		String text = text(configs, name);
		if (text == null) {
			return null;
		}
		try {
			long value = Long.parseLong(text.strip());
			if (value >= 1 && value <= max) {
				return value;
			}
		}
		catch (NumberFormatException ex) {
			// Told below.
		}
		throw DatabusException.badRequest(name + " must be a number from 1 to " + max);
	}

}

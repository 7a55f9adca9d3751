package io.github.polywire.dxlstreaming;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Sends records. Thread-safe.
 */
public interface DxlStreamOperations {

	/**
	 * Sends a record without headers.
	 * @param topic the topic
	 * @param shardingKey records with the same key reach the same partition, or
	 * {@code null}
	 * @param payload {@code byte[]} and {@code String} are sent as they are, anything
	 * else as JSON
	 * @return completed when the service has taken the record, or exceptionally with a
	 * {@link TemporaryException}, if the service could not be reached, or a
	 * {@link PermanentException}
	 */
	default CompletableFuture<Void> send(String topic, @Nullable String shardingKey, Object payload) {
		return send(topic, shardingKey, payload, Map.of());
	}

	/**
	 * Sends a record.
	 * @param topic the topic
	 * @param shardingKey records with the same key reach the same partition, or
	 * {@code null}
	 * @param payload {@code byte[]} and {@code String} are sent as they are, anything
	 * else as JSON
	 * @param headers headers of the record
	 * @return as of {@link #send(String, String, Object)}
	 */
	default CompletableFuture<Void> send(String topic, @Nullable String shardingKey, Object payload,
			Map<String, String> headers) {
		return send(List.of(new DxlMessage(topic, shardingKey, payload, headers)));
	}

	/**
	 * Sends records in one request: the service takes all or none.
	 * @param messages the records
	 * @return as of {@link #send(String, String, Object)}
	 */
	CompletableFuture<Void> send(List<DxlMessage> messages);

	/**
	 * Asks how far consumer groups are behind.
	 * @param group the consumer group
	 * @return how many records each topic holds that the group has not committed, by
	 * topic
	 * @throws PermanentException if the service does not offer it
	 * @throws TemporaryException if the service could not be reached
	 */
	Map<String, Long> lag(String group);

}

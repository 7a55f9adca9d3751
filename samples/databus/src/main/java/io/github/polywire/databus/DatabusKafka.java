package io.github.polywire.databus;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/**
 * The clients of Kafka, made from what Boot configured and with bytes for keys and
 * values. They are made when first used, so that Kafka may be absent until then.
 */
final class DatabusKafka implements DisposableBean {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	// How soon members of a group learn that it changes.
	private static final String HEARTBEAT_MILLIS = "500";

	private static final String CALL_TIMEOUT_MILLIS = "10000";

	private final ConsumerFactory<?, ?> consumers;

	private final Lazy<Producer<byte[], byte[]>> producer;

	private final Lazy<Admin> admin;

	@SuppressWarnings("unchecked")
	DatabusKafka(ConsumerFactory<?, ?> consumers, ProducerFactory<?, ?> producers, KafkaAdmin admin) {
		this.consumers = consumers;
		ProducerFactory<byte[], byte[]> ofBytes = ((ProducerFactory<byte[], byte[]>) producers)
			.copyWithConfigurationOverride(Map.of(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class,
					ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class, ProducerConfig.ACKS_CONFIG,
					"all", ProducerConfig.LINGER_MS_CONFIG, "0", ProducerConfig.MAX_BLOCK_MS_CONFIG,
					CALL_TIMEOUT_MILLIS));
		this.producer = new Lazy<>(ofBytes::createProducer, (closed) -> closed.close(CLOSE_TIMEOUT));
		this.admin = new Lazy<>(() -> {
			Map<String, Object> configs = new HashMap<>(admin.getConfigurationProperties());
			configs.put("default.api.timeout.ms", CALL_TIMEOUT_MILLIS);
			configs.put("request.timeout.ms", CALL_TIMEOUT_MILLIS);
			return Admin.create(configs);
		}, (closed) -> closed.close(CLOSE_TIMEOUT));
	}

	/**
	 * Makes a member of a group.
	 * @param id what to call it
	 * @param group the group
	 * @param settings its settings
	 * @return the member, for one thread at a time
	 */
	@SuppressWarnings("unchecked")
	Consumer<byte[], byte[]> createConsumer(String id, String group, ConsumerSettings settings) {
		Properties overrides = new Properties();
		overrides.putAll(settings.fetching());
		overrides.putAll(Map.of(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
				ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
				ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false", ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
				"false", ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, settings.reset().wireName(),
				ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS,
				ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MILLIS,
				ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MILLIS,
				// Members that keep their partitions have less to read again.
				ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class),
				// By then the instance has gone for want of calls, and this with it.
				ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) settings.sessionTimeout().plusSeconds(5).toMillis()));
		return ((ConsumerFactory<byte[], byte[]>) this.consumers).createConsumer(group, id, null, overrides);
	}

	Producer<byte[], byte[]> producer() {
		return this.producer.get();
	}

	Lazy<Admin> admin() {
		return this.admin;
	}

	@Override
	public void destroy() {
		this.producer.close();
		this.admin.close();
	}

}

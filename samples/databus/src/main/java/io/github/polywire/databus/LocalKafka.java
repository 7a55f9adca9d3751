package io.github.polywire.databus;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * A Kafka of a single node in this JVM, started when it is first asked for and keeping
 * its data until it is closed. Thread-safe.
 */
final class LocalKafka implements AutoCloseable {

	private final Lock lock = new ReentrantLock();

	private @Nullable EmbeddedKafkaKraftBroker broker;

	/**
	 * Starts it, unless it runs.
	 * @return where it is
	 */
	String bootstrapServers() {
		this.lock.lock();
		try {
			EmbeddedKafkaKraftBroker broker = this.broker;
			if (broker == null) {
				broker = new EmbeddedKafkaKraftBroker(1, 1);
				// By default it sets the property that would lead every other databus to
				// it.
				broker.brokerListProperty(EmbeddedKafkaBroker.SPRING_EMBEDDED_KAFKA_BROKERS);
				broker.brokerProperty("auto.create.topics.enable", "false");
				// Groups of tests form at once and are of few members.
				broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
				broker.brokerProperty("offsets.topic.num.partitions", "1");
				broker.afterPropertiesSet();
				this.broker = broker;
			}
			return broker.getBrokersAsString();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends it and removes its data.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.broker != null) {
				this.broker.destroy();
				this.broker = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}

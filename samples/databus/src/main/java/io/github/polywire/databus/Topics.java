package io.github.polywire.databus;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Lets topics come into being when they are first named. Thread-safe.
 */
final class Topics {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final long RETRY_MILLIS = 20;

	private final Lazy<Admin> admin;

	private final int partitions;

	private final int max;

	private final Set<String> known = ConcurrentHashMap.newKeySet();

	Topics(Lazy<Admin> admin, int partitions, int max) {
		this.admin = admin;
		this.partitions = partitions;
		this.max = max;
	}

	/**
	 * Creates those topics that do not exist.
	 * @param names the topics
	 * @throws DatabusException if one cannot be
	 * @throws KafkaException if Kafka fails
	 */
	void ensure(Collection<String> names) {
		names.forEach((name) -> ensure(name, this.partitions));
	}

	/**
	 * Creates a topic unless it exists.
	 * @param name the topic
	 * @param partitions how many partitions it gets
	 */
	void ensure(String name, int partitions) {
		if (this.known.contains(name)) {
			return;
		}
		if (name.isBlank()) {
			throw DatabusException.badRequest("A topic needs a name");
		}
		if (this.known.size() >= this.max) {
			throw DatabusException.badRequest("There are " + this.max + " topics already");
		}
		try {
			create(name, partitions);
		}
		catch (InvalidTopicException ex) {
			throw DatabusException.badRequest("Invalid topic: " + ex.getMessage());
		}
		this.known.add(name);
	}

	private void create(String name, int partitions) {
		try {
			await(this.admin.get()
				.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
				.all());
		}
		catch (TopicExistsException ex) {
			return;
		}
		long begun = System.nanoTime();
		// Brokers learn of a topic a little later than it is confirmed.
		while (!isKnownToBroker(name)) {
			if (System.nanoTime() - begun > TIMEOUT.toNanos()) {
				throw new KafkaException("The topic " + name + " was created and does not appear");
			}
			pause();
		}
	}

	private boolean isKnownToBroker(String name) {
		try {
			await(this.admin.get().describeTopics(List.of(name)).allTopicNames());
			return true;
		}
		catch (UnknownTopicOrPartitionException ex) {
			return false;
		}
	}

	private static void pause() {
		try {
			Thread.sleep(RETRY_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new KafkaException("Interrupted while a topic was created", ex);
		}
	}

	/**
	 * Waits for Kafka.
	 * @param <T> the type of the answer
	 * @param future what will hold the answer
	 * @return the answer
	 * @throws KafkaException as Kafka throws it, or if it does not answer
	 */
	static <T> T await(KafkaFuture<T> future) {
		try {
			return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new KafkaException("Interrupted while Kafka was asked", ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof KafkaException cause) ? cause : new KafkaException(ex.getCause());
		}
		catch (java.util.concurrent.TimeoutException ex) {
			throw new KafkaException("Kafka did not answer within " + TIMEOUT, ex);
		}
	}

}

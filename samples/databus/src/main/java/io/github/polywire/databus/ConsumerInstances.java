package io.github.polywire.databus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The consumer instances there are. Thread-safe.
 */
final class ConsumerInstances implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(ConsumerInstances.class);

	private static final Duration ROUND = Duration.ofMillis(200);

	private final DatabusKafka kafka;

	private final DatabusProperties.Consumers settings;

	private final Map<String, ConsumerInstance> instances = new ConcurrentHashMap<>();

	private volatile @Nullable ScheduledExecutorService rounds;

	ConsumerInstances(DatabusKafka kafka, DatabusProperties.Consumers settings) {
		this.kafka = kafka;
		this.settings = settings;
	}

	/**
	 * Creates an instance.
	 * @param group its group
	 * @param configs its settings
	 * @return the instance
	 * @throws DatabusException if a setting is wrong, or there are too many
	 */
	ConsumerInstance create(String group, Map<String, JsonNode> configs) {
		if (!isRunning()) {
			throw DatabusException.unavailable("The databus is stopping");
		}
		ConsumerSettings chosen = ConsumerSettings.parse(configs, this.settings.sessionTimeout());
		String id = Tokens.random();
		ConsumerInstance instance = new ConsumerInstance(id, Tokens.random(),
				new GroupMember(this.kafka.createConsumer(id, group, chosen), chosen), chosen.sessionTimeout());
		this.instances.put(id, instance);
		if (this.instances.size() > this.settings.max() || !isRunning()) {
			remove(instance);
			throw DatabusException.unavailable("There are " + this.settings.max() + " consumers already");
		}
		return instance;
	}

	/**
	 * Finds an instance.
	 * @param id its identifier
	 * @return the instance
	 * @throws DatabusException if there is none
	 */
	ConsumerInstance get(String id) {
		ConsumerInstance instance = this.instances.get(id);
		if (instance == null) {
			throw DatabusException.unknownConsumer();
		}
		return instance;
	}

	void remove(ConsumerInstance instance) {
		this.instances.remove(instance.id());
		instance.close();
	}

	int size() {
		return this.instances.size();
	}

	private void round() {
		for (ConsumerInstance instance : this.instances.values()) {
			try {
				if (!instance.takePart()) {
					remove(instance);
				}
			}
			catch (RuntimeException ex) {
				// An exception would end the rounds of all.
				logger.warn("Consumer " + instance.id() + " is given up", ex);
				remove(instance);
			}
		}
	}

	@Override
	public void start() {
		ScheduledExecutorService rounds = Executors
			.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("databus-consumers-"));
		rounds.scheduleWithFixedDelay(this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
		this.rounds = rounds;
	}

	@Override
	public void stop() {
		ScheduledExecutorService rounds = this.rounds;
		this.rounds = null;
		if (rounds != null) {
			rounds.shutdown();
		}
		List.copyOf(this.instances.values()).forEach(this::remove);
	}

	@Override
	public boolean isRunning() {
		return this.rounds != null;
	}

	/**
	 * After the listeners of an application around it, which still want to commit, and
	 * before the web server, which waits for requests to end.
	 */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE - 512;
	}

}

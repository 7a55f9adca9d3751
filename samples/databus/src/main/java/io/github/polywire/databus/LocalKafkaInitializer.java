package io.github.polywire.databus;

import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Connects an application to a Kafka in its JVM, which ends with the JVM, by setting
 * {@value #PROPERTY}, unless its own properties name a cluster.
 */
public final class LocalKafkaInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	static final String PROPERTY = "spring.kafka.bootstrap-servers";

	private final LocalKafka kafka;

	/**
	 * Creates an initializer with a Kafka of its own.
	 */
	public LocalKafkaInitializer() {
		this(new LocalKafka());
	}

	LocalKafkaInitializer(LocalKafka kafka) {
		this.kafka = kafka;
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		if (!Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING) && !environment.containsProperty(PROPERTY)) {
			environment.getPropertySources()
				.addFirst(new MapPropertySource("localKafka", Map.of(PROPERTY, this.kafka.bootstrapServers())));
		}
	}

}

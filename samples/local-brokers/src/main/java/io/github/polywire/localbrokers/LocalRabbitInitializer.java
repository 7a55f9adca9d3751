package io.github.polywire.localbrokers;

import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Connects an application to {@link LocalRabbit#shared()} by setting the
 * {@code spring.rabbitmq.*} properties, unless its own properties name a broker.
 * <p>
 * It sets properties rather than defining a connection details bean so that the decision
 * is made when the application starts, and not when it was processed ahead of time.
 */
public final class LocalRabbitInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		LocalBrokerProperties properties = new LocalBrokerProperties(context.getEnvironment());
		if (properties.areWanted("spring.rabbitmq.host", "spring.rabbitmq.addresses")) {
			LocalRabbit rabbit = LocalRabbit.shared();
			properties.set("localRabbit",
					Map.of("spring.rabbitmq.addresses", rabbit.address(), "spring.rabbitmq.username", rabbit.username(),
							"spring.rabbitmq.password", rabbit.password(), "spring.rabbitmq.virtual-host",
							rabbit.virtualHost()));
		}
	}

}

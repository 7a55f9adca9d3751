package io.github.polywire.metricq.autoconfigure;

import java.util.function.BiConsumer;

import io.github.polywire.metricq.MetricqAgent;
import io.github.polywire.metricq.MetricqAgentStoppedEvent;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.AgentObservations;
import io.github.polywire.metricq.connection.AgentSettings;
import io.github.polywire.metricq.connection.BrokerAccess;
import io.github.polywire.metricq.connection.RpcRequestHandler;
import io.github.polywire.metricq.wire.MetricqNames;
import io.github.polywire.metricq.wire.RpcCodec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Makes the agents, one for each role.
 */
final class AgentFactory implements BiConsumer<MetricqAgent, Throwable> {

	private static final Log logger = LogFactory.getLog(AgentFactory.class);

	private final MetricqProperties properties;

	private final BrokerAccess access;

	private final RpcCodec codec;

	private final RpcRequestHandler handlers;

	private final AgentExecutor executor;

	private final AgentObservations observations;

	private final ConfigurableApplicationContext context;

	AgentFactory(MetricqProperties properties, BrokerAccess access, RpcCodec codec, RpcRequestHandler handlers,
			AgentExecutor executor, AgentObservations observations, ConfigurableApplicationContext context) {
		this.properties = properties;
		this.access = access;
		this.codec = codec;
		this.handlers = handlers;
		this.executor = executor;
		this.observations = observations;
		this.context = context;
	}

	Agent create(MetricqRole role, @Nullable String configured, boolean unique) {
		String token = token(role, configured, this.context.getEnvironment());
		AgentSettings settings = new AgentSettings(role, unique ? MetricqNames.uniqueToken(token) : token,
				"metricq." + role.id() + ".token", this.properties.rpcTimeout(), this.properties.connectionTimeout(),
				this::backOff, (int) this.properties.maxBodySize().toBytes());
		return new Agent(settings, this.access, this.codec, this.handlers, this.executor.executor(), this.observations,
				this);
	}

	static String token(MetricqRole role, @Nullable String configured, Environment environment) {
		String name = environment.getProperty("spring.application.name", "application");
		return (configured != null) ? configured : role.id() + "-" + name;
	}

	ExponentialBackOff backOff() {
		MetricqProperties.Reconnect reconnect = this.properties.reconnect();
		ExponentialBackOff backOff = new ExponentialBackOff(reconnect.initialInterval().toMillis(),
				reconnect.multiplier());
		backOff.setMaxInterval(reconnect.maxInterval().toMillis());
		return backOff;
	}

	/**
	 * Tells the application that an agent was stopped, and closes it if it is to be.
	 */
	@Override
	public void accept(MetricqAgent agent, Throwable cause) {
		if (this.context.isActive()) {
			this.context.publishEvent(new MetricqAgentStoppedEvent(agent, cause));
		}
		if (this.properties.shutdownOnFailure()) {
			logger.error("The application is closed, because the MetricQ agent '" + agent.token()
					+ "' was stopped (metricq.shutdown-on-failure)");
			// On a thread of its own: closing waits for the one that this is called on.
			new Thread(this.context::close, "metricq-shutdown").start();
		}
	}

}

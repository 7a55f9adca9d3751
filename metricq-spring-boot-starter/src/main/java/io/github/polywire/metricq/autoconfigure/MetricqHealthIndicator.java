package io.github.polywire.metricq.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.polywire.metricq.ContainerState;
import io.github.polywire.metricq.MetricqAgent;
import io.github.polywire.metricq.MetricqListenerInfo;
import io.github.polywire.metricq.MetricqMetricInfo;
import io.github.polywire.metricq.client.SourceTemplate;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.BrokerConnection;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.listener.ContainerRegistry;
import io.github.polywire.metricq.listener.MetricTaskRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells whether the agents that are in use are connected and registered, all listeners,
 * transformers and databases that were started run, and the last value of every metric
 * could be made.
 */
final class MetricqHealthIndicator extends AbstractHealthIndicator {

	private final List<Agent> agents;

	private final @Nullable SourceTemplate source;

	private final MetricqRegistries registries;

	private final MetricTaskRegistry metrics;

	MetricqHealthIndicator(List<Agent> agents, @Nullable SourceTemplate source, MetricqRegistries registries,
			MetricTaskRegistry metrics) {
		super("MetricQ health check failed");
		this.agents = agents;
		this.source = source;
		this.registries = registries;
		this.metrics = metrics;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		this.agents.forEach((agent) -> checkAgent(agent, agent.role().id(), builder));
		// Of these there may be several of a role.
		this.registries.agents().forEach((agent) -> checkAgent(agent, agent.token(), builder));
		if (this.source != null && this.source.failure() != null) {
			builder.down().withDetail("sourceFailure", this.source.failure());
		}
		checkContainers(this.registries.listeners(), "listenersNotRunning", builder);
		checkContainers(this.registries.transformers(), "transformersNotRunning", builder);
		checkContainers(this.registries.databases(), "databasesNotRunning", builder);
		checkMetrics(builder);
	}

	private static void checkContainers(ContainerRegistry registry, String detail, Health.Builder builder) {
		Map<String, String> notRunning = new LinkedHashMap<>();
		for (MetricqListenerInfo container : registry.getListeners()) {
			if (container.state() == ContainerState.SUBSCRIBING || container.error() != null) {
				notRunning.put(container.id(), Objects.requireNonNullElse(container.error(), "subscribing"));
			}
		}
		if (!notRunning.isEmpty()) {
			builder.down().withDetail(detail, notRunning);
		}
	}

	private void checkMetrics(Health.Builder builder) {
		Map<String, String> failing = new LinkedHashMap<>();
		for (MetricqMetricInfo metric : this.metrics.getMetrics()) {
			if (metric.error() != null) {
				failing.put(metric.metric(), metric.error());
			}
		}
		if (!failing.isEmpty()) {
			builder.down().withDetail("metricsFailing", failing);
		}
		String undeclared = this.metrics.failure();
		if (undeclared != null) {
			builder.down().withDetail("metricsNotDeclared", undeclared);
		}
	}

	private static void checkAgent(Agent agent, String detail, Health.Builder builder) {
		String state = switch (agent.state()) {
			case IDLE -> "not in use";
			case READY -> "ready";
			case CONNECTING -> "connecting" + reason(agent);
			case STOPPED -> "stopped" + reason(agent);
		};
		if (agent.state() == MetricqAgent.State.CONNECTING || agent.failure() != null) {
			builder.down();
		}
		for (BrokerConnection connection : agent.connections()) {
			BrokerSession session = connection.session();
			if (session == null && agent.state() == MetricqAgent.State.READY) {
				builder.down();
				state = connection.name() + " is closed";
			}
			else if (session != null && session.blockedReason() != null) {
				builder.down();
				state = connection.name() + " is blocked: " + session.blockedReason();
			}
		}
		builder.withDetail(detail, state);
	}

	private static String reason(Agent agent) {
		String failure = agent.failure();
		return (failure != null) ? ": " + failure : "";
	}

}

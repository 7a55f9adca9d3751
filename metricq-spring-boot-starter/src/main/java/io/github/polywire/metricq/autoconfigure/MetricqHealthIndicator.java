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
import io.github.polywire.metricq.listener.MetricTaskRegistry;
import io.github.polywire.metricq.listener.MetricqListenerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells whether the agents that are in use are connected and registered, all listeners
 * that were started run, and the last value of every metric could be made.
 */
final class MetricqHealthIndicator extends AbstractHealthIndicator {

	private final List<Agent> agents;

	private final @Nullable SourceTemplate source;

	private final MetricqListenerRegistry listeners;

	private final MetricTaskRegistry metrics;

	MetricqHealthIndicator(List<Agent> agents, @Nullable SourceTemplate source, MetricqListenerRegistry listeners,
			MetricTaskRegistry metrics) {
		super("MetricQ health check failed");
		this.agents = agents;
		this.source = source;
		this.listeners = listeners;
		this.metrics = metrics;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		for (Agent agent : this.agents) {
			checkAgent(agent, builder);
		}
		if (this.source != null && this.source.failure() != null) {
			builder.down().withDetail("sourceFailure", this.source.failure());
		}
		Map<String, String> notRunning = new LinkedHashMap<>();
		for (MetricqListenerInfo listener : this.listeners.getListeners()) {
			if (listener.state() == ContainerState.SUBSCRIBING) {
				notRunning.put(listener.id(), Objects.requireNonNullElse(listener.error(), "subscribing"));
			}
		}
		if (!notRunning.isEmpty()) {
			builder.down().withDetail("listenersNotRunning", notRunning);
		}
		checkMetrics(builder);
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

	private static void checkAgent(Agent agent, Health.Builder builder) {
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
		builder.withDetail(agent.role().id(), state);
	}

	private static String reason(Agent agent) {
		String failure = agent.failure();
		return (failure != null) ? ": " + failure : "";
	}

}

package io.github.polywire.metricq.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import io.github.polywire.metricq.MetricqAgent;
import io.github.polywire.metricq.MetricqListenerInfo;
import io.github.polywire.metricq.MetricqMetricInfo;
import io.github.polywire.metricq.client.SourceCounts;
import io.github.polywire.metricq.client.SourceTemplate;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.BrokerConnection;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.listener.MetricTaskRegistry;
import io.github.polywire.metricq.network.EmbeddedNetwork;
import io.github.polywire.metricq.network.NetworkInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Tells what the application is to its MetricQ network.
 */
@Endpoint(id = "metricq")
public final class MetricqEndpoint {

	private final List<Agent> agents;

	private final @Nullable SourceTemplate source;

	private final MetricqRegistries registries;

	private final MetricTaskRegistry metrics;

	private final @Nullable EmbeddedNetwork network;

	MetricqEndpoint(List<Agent> agents, @Nullable SourceTemplate source, MetricqRegistries registries,
			MetricTaskRegistry metrics, @Nullable EmbeddedNetwork network) {
		this.agents = agents;
		this.source = source;
		this.registries = registries;
		this.metrics = metrics;
		this.network = network;
	}

	/**
	 * Lists agents, listeners, transformers, databases and metrics, and tells of the
	 * network in the application.
	 * @return the description
	 */
	@ReadOperation
	public Description metricq() {
		return new Description(
				Stream.concat(this.agents.stream(), this.registries.agents().stream())
					.map(MetricqEndpoint::describe)
					.toList(),
				(this.source != null) ? this.source.counts() : null, this.registries.listeners().getListeners(),
				this.registries.transformers().getListeners(), this.registries.databases().getListeners(),
				this.metrics.getMetrics(), (this.network != null) ? this.network.info() : null);
	}

	private static AgentDescription describe(Agent agent) {
		return new AgentDescription(agent.role().id(), agent.token(), agent.state(), agent.failure(),
				agent.reconnectCount(), agent.connections().stream().map(MetricqEndpoint::describe).toList());
	}

	private static ConnectionDescription describe(BrokerConnection connection) {
		BrokerSession session = connection.session();
		return new ConnectionDescription(connection.name(), connection.address(), session != null,
				(session != null) ? session.blockedReason() : null);
	}

	/**
	 * What the endpoint tells.
	 *
	 * @param agents the agents
	 * @param source what became of the source's chunks, if it is this starter's
	 * @param listeners the listeners
	 * @param transformers the transformers
	 * @param databases the databases
	 * @param metrics the metrics that methods make
	 * @param network the network in the application, or {@code null} if there is none
	 */
	public record Description(List<AgentDescription> agents, @Nullable SourceCounts source,
			List<MetricqListenerInfo> listeners, List<MetricqListenerInfo> transformers,
			List<MetricqListenerInfo> databases, List<MetricqMetricInfo> metrics, @Nullable NetworkInfo network) {
	}

	/**
	 * What is told of an agent.
	 *
	 * @param role its role
	 * @param token its token
	 * @param state what it is doing
	 * @param failure why it is not ready, or {@code null}
	 * @param reconnects how often a connection was opened again
	 * @param connections its connections
	 */
	public record AgentDescription(String role, String token, MetricqAgent.State state, @Nullable String failure,
			long reconnects, List<ConnectionDescription> connections) {
	}

	/**
	 * What is told of a connection.
	 *
	 * @param name its name
	 * @param address the broker's address
	 * @param open whether it is open
	 * @param blocked why the broker takes no messages, or {@code null} if it does
	 */
	public record ConnectionDescription(String name, String address, boolean open, @Nullable String blocked) {
	}

}

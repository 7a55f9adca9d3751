package io.github.polywire.showcase.page;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricQuery;
import io.github.polywire.metricq.MetricqAgent.State;
import io.github.polywire.metricq.MetricqClient;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.BrokerConnection;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.showcase.ShowcaseMetrics;
import io.github.polywire.showcase.page.ConnectionState.Status;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The metrics that the showcase hears on the MetricQ network.
 */
@Component
class MetricqPanel implements Panel {

	private final ShowcaseMetrics metrics;

	private final MetricqClient client;

	private final List<Agent> agents;

	/** What the network knows of the metrics, which it is asked until it knows all. */
	private CompletableFuture<Map<String, MetricMetadata>> metadata = CompletableFuture.completedFuture(Map.of());

	MetricqPanel(ShowcaseMetrics metrics, MetricqClient client, ObjectProvider<Agent> agents) {
		this.metrics = metrics;
		this.client = client;
		this.agents = agents.orderedStream().toList();
	}

	@Override
	public String name() {
		return "metricq";
	}

	@Override
	public Reading read() {
		Map<String, DataPoint> latest = this.metrics.latest();
		Map<String, MetricMetadata> known = metadata(latest.keySet());
		return new Reading(state(), new Content(
				latest.values().stream().map((point) -> Metric.of(point, known.get(point.metric()))).toList()));
	}

	private Map<String, MetricMetadata> metadata(Set<String> wanted) {
		if (!this.metadata.isDone()) {
			return Map.of();
		}
		Map<String, MetricMetadata> known = this.metadata.isCompletedExceptionally() ? Map.of() : this.metadata.join();
		if (!known.keySet().containsAll(wanted)) {
			this.metadata = this.client.getMetricsAsync(MetricQuery.named(wanted));
		}
		return known;
	}

	private ConnectionState state() {
		List<Agent> used = this.agents.stream().filter((agent) -> agent.state() != State.IDLE).toList();
		for (Agent agent : used) {
			if (agent.state() != State.READY || agent.connections().stream().anyMatch(MetricqPanel::isClosed)) {
				return new ConnectionState(Status.DOWN,
						"The MetricQ network cannot be reached" + Texts.because(agent.failure())
								+ ". Points are kept in memory until it is back; the showcase keeps trying,"
								+ " and then goes on by itself.");
			}
			String blocked = blockedReason(agent);
			if (blocked != null) {
				return new ConnectionState(Status.BLOCKED, "RabbitMQ takes no points at the moment"
						+ Texts.because(blocked) + ". They are kept in memory until it does.");
			}
		}
		if (used.isEmpty()) {
			return new ConnectionState(Status.IDLE, "The MetricQ network was not needed yet.");
		}
		return new ConnectionState(Status.UP, "Connected to the MetricQ network on RabbitMQ."
				+ Texts.reconnected(used.stream().mapToLong(Agent::reconnectCount).max().orElse(0)));
	}

	private static boolean isClosed(BrokerConnection connection) {
		return connection.session() == null;
	}

	private static @Nullable String blockedReason(Agent agent) {
		for (BrokerConnection connection : agent.connections()) {
			BrokerSession session = connection.session();
			if (session != null && session.blockedReason() != null) {
				return session.blockedReason();
			}
		}
		return null;
	}

	/**
	 * What the panel shows.
	 *
	 * @param metrics the metrics, by name
	 */
	record Content(List<Metric> metrics) {

	}

	/**
	 * What the panel shows of a metric.
	 *
	 * @param name its name
	 * @param description what is measured, perhaps empty
	 * @param unit the unit, perhaps empty
	 * @param time the time of its last point, in milliseconds since 1970
	 * @param value the value of its last point
	 */
	record Metric(String name, String description, String unit, long time, double value) {

		private static Metric of(DataPoint point, @Nullable MetricMetadata metadata) {
			return new Metric(Texts.bounded(point.metric()), text((metadata != null) ? metadata.description() : null),
					text((metadata != null) ? metadata.unit() : null), point.time().toEpochMilli(), point.value());
		}

		private static String text(@Nullable String text) {
			return (text != null) ? Texts.bounded(text) : "";
		}

	}

}
